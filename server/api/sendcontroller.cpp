// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/sendcontroller.h"

#include "api/apianswer.h"
#include "api/signatureguard.h"
#include "hub/hub.h"
#include "json/jsonstring.h"

#include <cmath>
#include <optional>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr auto DefaultTimeout = 10'000ms;

/// A parameter under its name or those of the first generation.
struct Parameter {
    std::optional<QByteArray> value;
    bool firstGeneration = false;
};

Parameter parameter(const RequestHead &head, QByteArrayView name,
                    std::initializer_list<QByteArrayView> oldNames)
{
    if (auto value = head.queryValue(name))
        return {std::move(value), false};
    for (const QByteArrayView oldName : oldNames) {
        if (auto value = head.queryValue(oldName))
            return {std::move(value), true};
    }
    return {};
}

std::optional<QoS> parseQos(const std::optional<QByteArray> &text)
{
    if (!text || *text == "2")
        return QoS::ExactlyOnce;
    if (*text == "1")
        return QoS::AtLeastOnce;
    if (*text == "0")
        return QoS::AtMostOnce;
    return std::nullopt;
}

std::optional<quint16> parseType(const std::optional<QByteArray> &text)
{
    if (!text)
        return quint16(1);
    bool ok = false;
    const quint16 type = text->toUShort(&ok);
    return ok ? std::optional(type) : std::nullopt;
}

/// 0 or less is the default, too much the most there is.
std::optional<std::chrono::milliseconds> parseTimeout(const std::optional<QByteArray> &text,
                                                      std::chrono::milliseconds most)
{
    if (!text)
        return std::min(DefaultTimeout, most);
    bool ok = false;
    const double seconds = text->toDouble(&ok);
    if (!ok || std::isnan(seconds))
        return std::nullopt;
    if (seconds <= 0)
        return std::min(DefaultTimeout, most);
    if (seconds >= std::chrono::duration<double>(most).count())
        return most;
    return std::chrono::milliseconds(std::max<qint64>(1, qint64(seconds * 1000)));
}

/// As a JSON string; what is not UTF-8 in it is replaced.
void appendText(QByteArray &out, const QByteArray &text)
{
    if (QByteArrayView(text).isValidUtf8())
        appendJsonString(out, text);
    else
        appendJsonString(out, QString::fromUtf8(text).toUtf8());
}

/// counted: with what clients have answered; withPlatforms: as the first generation has it.
HttpResponse receiptAnswer(const Receipt &receipt, bool counted, bool withPlatforms)
{
    HttpResponse response;
    QByteArray &json = response.body;
    json.reserve(64 + receipt.data.size());
    json.append('{');
    if (counted) {
        json.append("\"connections\":").append(QByteArray::number(receipt.confirmed));
        json.append(",\"data\":");
        appendText(json, receipt.data);
        json.append(',');
    }
    if (receipt.timedOut)
        json.append("\"msg\":\"timeout\",");
    if (withPlatforms) {
        json.append("\"online_client\":[");
        for (const QByteArray &platform : receipt.platforms) {
            if (&platform != &receipt.platforms.first())
                json.append(',');
            appendText(json, platform);
        }
        json.append("],");
    }
    json.append("\"status\":").append(receipt.timedOut ? '1' : '0').append('}');
    return response;
}

} // namespace

SendController::SendController(const ApiSettings &settings, Hub &hub)
    : m_settings(settings), m_hub(hub)
{
}

void SendController::addTo(Router &router, const SignatureGuard &guard)
{
    router.add("POST", "/send/", guard.protect([this](const auto &request, const auto &responder) {
        send(request, responder);
    }));
    router.add("GET", "/send/", guard.protect([](const auto &, const auto &responder) {
        responder.answer(okAnswer());
    }));
}

void SendController::send(const HttpRequest &request, const Responder &responder)
{
    const RequestHead &head = request.head;
    const Parameter channel = parameter(head, "channel", {"uid"});
    const Parameter type = parameter(head, "msgtype", {"message_type", "msg_type"});

    Publication publication;
    publication.channel = ChannelName(channel.value.value_or(QByteArray()).trimmed());
    if (publication.channel.isEmpty())
        return responder.answer(refusedAnswer("channel miss"));
    const auto qos = parseQos(head.queryValue("qos"));
    if (!qos)
        return responder.answer(refusedAnswer("qos level error"));
    const auto messageType = parseType(type.value);
    if (!messageType)
        return responder.answer(refusedAnswer("msgtype error"));
    const auto timeout = parseTimeout(head.queryValue("timeout"), m_settings.maxSendTimeout);
    if (!timeout)
        return responder.answer(refusedAnswer("timeout error"));

    const bool firstGeneration = channel.firstGeneration || type.firstGeneration;
    publication.qos = *qos;
    publication.type = *messageType;
    publication.payload = request.body;
    publication.wantsReceipt = firstGeneration;

    const bool counted = *qos != QoS::AtMostOnce;
    const auto answer = [responder, counted, firstGeneration](const Receipt &receipt) {
        responder.answer(counted || firstGeneration
                             ? receiptAnswer(receipt, counted, firstGeneration)
                             : doneAnswer());
    };
    m_hub.publish(std::move(publication), *timeout, Clock::now(), answer);
}

} // namespace Rainbow
