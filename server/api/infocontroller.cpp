// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/infocontroller.h"

#include "api/apianswer.h"
#include "api/processinfo.h"
#include "api/signatureguard.h"
#include "hub/hub.h"

#include <QJsonArray>

namespace Rainbow {

namespace {

/// The relay as its caller reached it.
QString serverName(const HttpRequest &request)
{
    const QString address = request.localAddress.toString();
    return (address.contains(u':') ? u'[' + address + u']' : address) + u':'
        + QString::number(request.localPort);
}

HttpResponse asJson(const QString &server, const Receipt &receipt)
{
    QJsonArray channels;
    for (const auto &[name, members] : receipt.channels)
        channels.append(QJsonArray{QString::fromUtf8(name.bytes()), members});
    const ProcessInfo process = processInfo();
    return jsonAnswer({{u"status"_qs, 0},
                       {u"server"_qs, server},
                       {u"channels_cnt"_qs, channels.size()},
                       {u"channels"_qs, channels},
                       {u"process"_qs,
                        QJsonObject{{u"pid"_qs, process.pid},
                                    {u"cpu"_qs, process.cpuPercent},
                                    {u"mem"_qs, process.residentBytes}}}});
}

HttpResponse asPage(const QString &server, const Receipt &receipt)
{
    QString rows;
    for (const auto &[name, members] : receipt.channels) {
        rows += u"<tr><td>%1</td><td class=\"n\">%2</td></tr>\n"_qs.arg(
            QString::fromUtf8(name.bytes()).toHtmlEscaped(), QString::number(members));
    }
    if (rows.isEmpty())
        rows = u"<tr><td colspan=\"2\">no channel has a member</td></tr>\n"_qs;
    const ProcessInfo process = processInfo();
    constexpr double MiB = 1024 * 1024;
    const QString page = u"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                         "<title>Rainbow</title><style>"
                         "body{font:16px sans-serif;margin:2em;color-scheme:light dark}"
                         "td,th{padding:.2em 1em;text-align:left}.n{text-align:right}"
                         "</style></head><body>\n<h1>Rainbow</h1>\n<h2>%1</h2>\n"
                         "<p>%2 connections, %3 channels; process %4, CPU %5 %, memory %6 MiB"
                         "</p>\n<table><tr><th>Channel</th><th>Connections</th></tr>\n%7"
                         "</table></body></html>\n"_qs.arg(
                             server.toHtmlEscaped(), QString::number(receipt.matched),
                             QString::number(receipt.channels.size()), QString::number(process.pid),
                             QString::number(process.cpuPercent, 'f', 1),
                             QString::number(double(process.residentBytes) / MiB, 'f', 1), rows);
    return {200, "text/html; charset=utf-8", page.toUtf8(), {}};
}

} // namespace

void InfoController::addTo(Router &router, const SignatureGuard *guard)
{
    router.add("GET", "/hello/",
               [](const auto &, const auto &responder) { responder.answer(okAnswer()); });
    const Router::Handler info = [this](const auto &request, const auto &responder) {
        serverInfo(request, responder);
    };
    router.add("GET", "/serverinfo/", guard ? guard->protect(info) : info);
}

void InfoController::serverInfo(const HttpRequest &request, const Responder &responder)
{
    const bool json = request.head.queryValue("cluster") == QByteArray("1");
    const QString server = serverName(request);
    Order survey;
    survey.kind = Order::Kind::Survey;
    m_hub.order(survey, Clock::now(), [json, server, responder](const Receipt &receipt) {
        responder.answer(json ? asJson(server, receipt) : asPage(server, receipt));
    });
}

} // namespace Rainbow
