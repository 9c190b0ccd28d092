// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/imcontroller.h"

#include "api/apianswer.h"
#include "hub/hub.h"
#include "logging.h"
#include "json/jsonobject.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>
#include <memory>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

enum class ImError {
    None = 0,
    BadParameter = 400,
    UnknownApp = 1001,
    BadSign = 1002,
    BadMessage = 1003
};

constexpr qsizetype MaxParameters = 16; ///< that are looked at
constexpr qsizetype MaxAccounts = 1'000;
constexpr quint16 SystemEvent = 0; ///< of an account's messages the type is the event

HttpResponse imAnswer(ImError error, const QString &message, const QJsonObject &data = {})
{
    return jsonAnswer({{u"error"_qs, int(error)}, {u"data"_qs, data}, {u"message"_qs, message}});
}

QByteArray decoded(QByteArray text)
{
    return QByteArray::fromPercentEncoding(text.replace('+', ' '));
}

SignedParameters formParameters(const QByteArray &body)
{
    SignedParameters parameters;
    if (body.count('&') > MaxParameters)
        return {{"&", {}}}; // too many, and so a wrong one
    const QList<QByteArray> pairs = body.split('&');
    for (const QByteArray &pair : pairs) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        parameters.append({decoded(equals < 0 ? pair : pair.first(equals)),
                           equals < 0 ? QByteArray() : decoded(pair.sliced(equals + 1))});
    }
    return parameters;
}

/// Members that are neither text nor a number are left out, and so are missing.
SignedParameters jsonParameters(const QJsonObject &object)
{
    SignedParameters parameters;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it->isString())
            parameters.append({it.key().toUtf8(), it->toString().toUtf8()});
        else if (it->isDouble() && it->toInteger(0) == it->toInteger(1))
            parameters.append({it.key().toUtf8(), QByteArray::number(it->toInteger())});
    }
    return parameters;
}

SignedParameters parametersOf(const HttpRequest &request)
{
    const QJsonDocument document = QJsonDocument::fromJson(request.body);
    return document.isObject() ? jsonParameters(document.object()) : formParameters(request.body);
}

std::optional<QByteArray> valueOf(const SignedParameters &parameters, QByteArrayView name)
{
    for (const auto &[key, value] : parameters) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

/// What is wrong with the set of parameters; empty: all that are needed are there once, and no
/// other: raw values are signed, and one could pose as several.
QString problemWith(const SignedParameters &parameters, const QList<QByteArray> &names)
{
    for (const QByteArray &name : names) {
        if (valueOf(parameters, name).value_or(QByteArray()).isEmpty())
            return u"%1 missing"_qs.arg(QString::fromLatin1(name));
    }
    for (const auto &[name, value] : parameters) {
        if (!names.contains(name))
            return u"%1 is not a parameter"_qs.arg(QString::fromUtf8(name.left(64)));
    }
    return parameters.size() == names.size() ? QString() : u"a parameter comes twice"_qs;
}

} // namespace

struct ImController::Signed {
    App app;
    SignedParameters parameters;

    [[nodiscard]] QByteArray value(QByteArrayView name) const
    {
        return valueOf(parameters, name).value_or(QByteArray());
    }
};

void ImController::addTo(Router &router)
{
    router.add("POST", "/api/v1/im/push",
               [this](const auto &request, const auto &responder) { push(request, responder); });
    router.add("POST", "/api/v1/im/room",
               [this](const auto &request, const auto &responder) { room(request, responder); });
}

std::optional<ImController::Signed> ImController::check(const HttpRequest &request,
                                                        const QList<QByteArray> &names,
                                                        const Responder &responder) const
{
    const SignedParameters parameters = parametersOf(request);
    const QString problem = problemWith(parameters, names);
    if (!problem.isEmpty()) {
        responder.answer(imAnswer(ImError::BadParameter, problem));
        return std::nullopt;
    }
    const auto app = m_findApp(*valueOf(parameters, "app_key"));
    if (!app) {
        responder.answer(imAnswer(ImError::UnknownApp, u"app_key unknown"_qs));
        return std::nullopt;
    }
    const auto secrets = app->settings.secretsAt(QDateTime::currentSecsSinceEpoch());
    if (!imSignatureMatches(parameters, *valueOf(parameters, "sign"), secrets)) {
        if (m_lines.ask(LogThrottle::Clock::now()).log)
            qCInfo(lcApi, "call refused: sign invalid, path=%s app=%s address=%s",
                   request.head.path.constData(), app->settings.name.constData(),
                   qPrintable(request.peerAddress.toString()));
        responder.answer(imAnswer(ImError::BadSign, u"sign invalid"_qs));
        return std::nullopt;
    }
    return Signed{*app, parameters};
}

void ImController::push(const HttpRequest &request, const Responder &responder) const
{
    const auto call = check(request, {"app_key", "message", "nonce", "send_to", "sign"}, responder);
    if (!call)
        return;
    Publication publication;
    publication.payload = call->value("message");
    // Strictly, unlike QJsonDocument: it goes into the frames as it is.
    if (!JsonObject(publication.payload).isValid()) {
        return responder.answer(
            imAnswer(ImError::BadMessage, u"message invalid: it is not a JSON object"_qs));
    }
    publication.isJson = true;
    publication.audience = Audience::Account;
    publication.channel = ChannelName(call->value("send_to"));
    publication.type = SystemEvent;
    call->app.hub.publish(std::move(publication), 1s, Clock::now(), [responder](const Receipt &) {
        responder.answer(imAnswer(ImError::None, {}));
    });
}

void ImController::room(const HttpRequest &request, const Responder &responder) const
{
    const auto call =
        check(request, {"accounts", "action", "app_key", "nonce", "room", "sign"}, responder);
    if (!call)
        return;
    const QByteArray action = call->value("action");
    if (action != "join" && action != "leave") {
        return responder.answer(
            imAnswer(ImError::BadParameter, u"action must be join or leave"_qs));
    }
    QList<QByteArray> accounts = call->value("accounts").split(',');
    for (QByteArray &account : accounts)
        account = account.trimmed();
    accounts.removeAll({});
    if (accounts.isEmpty() || accounts.size() > MaxAccounts) {
        return responder.answer(
            imAnswer(ImError::BadParameter,
                     u"accounts must be 1 to %1 names, separated by commas"_qs.arg(MaxAccounts)));
    }

    struct Gathering {
        qsizetype missing = 0;
        int connections = 0;
        QByteArray refusal;
    };
    const auto gathering = std::make_shared<Gathering>(Gathering{accounts.size(), 0, {}});
    Order order;
    order.kind = action == "join" ? Order::Kind::JoinAccount : Order::Kind::LeaveAccount;
    order.channel = ChannelName(call->value("room"));
    for (const QByteArray &account : std::as_const(accounts)) {
        order.account = AccountName(account);
        call->app.hub.order(order, Clock::now(), [gathering, responder](const Receipt &receipt) {
            gathering->connections += receipt.matched;
            if (gathering->refusal.isEmpty())
                gathering->refusal = receipt.refusal;
            if (--gathering->missing > 0)
                return;
            const QJsonObject data{{u"connections"_qs, gathering->connections}};
            if (gathering->refusal.isEmpty())
                responder.answer(imAnswer(ImError::None, {}, data));
            else
                responder.answer(
                    imAnswer(ImError::BadParameter, QString::fromUtf8(gathering->refusal), data));
        });
    }
}

} // namespace Rainbow
