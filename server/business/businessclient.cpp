// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/businessclient.h"

#include "business/curlcalls.h"
#include "business/onewaybody.h"
#include "curl/curlnetwork.h"
#include "journal.h"
#include "logging.h"

#include <QDateTime>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace Rainbow {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int CloseAttempts = 3;
constexpr std::chrono::milliseconds CloseRetryDelay{1'000};
constexpr qsizetype MaxLoggedTarget = 200;
constexpr qsizetype MaxTargets = 256;

bool isCallable(const QByteArray &url)
{
    const qsizetype host = url.startsWith("http://") ? 7 : url.startsWith("https://") ? 8 : 0;
    return host > 0 && url.size() > host && url[host] != '/' && url[host] != '?';
}

QByteArray encoded(const QUrl &url)
{
    return url.toEncoded(QUrl::RemoveFragment);
}

QNetworkRequest makeRequest(const QByteArray &url, const QList<HeaderField> &headers)
{
    QNetworkRequest request(QUrl::fromEncoded(url));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    // Where the client names no language Qt would name the relay's.
    request.setRawHeader("Accept-Language", "*");
    // A null value would take the header out.
    for (const auto &[name, value] : headers)
        request.setRawHeader(name, value.isNull() ? QByteArray("") : value);
    return request;
}

QByteArray signedFor(const BusinessSettings &settings, const QByteArray &url,
                     const QByteArray *body)
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    if (settings.signature == SignatureScheme::Sha1)
        return signedUrl(url, settings.token, now);
    return hmacSignedUrl(QUrl::fromEncoded(url), settings.token, now, body ? "POST" : "GET",
                         body ? *body : QByteArrayView())
        .toEncoded();
}

constexpr char AppHeader[] = "RAINBOWAPP";

HeaderField userAgent()
{
    return {"User-Agent", "Rainbow/" RAINBOW_VERSION};
}

/// The headers that say which connection a forward or close is about.
QList<HeaderField> sessionHeaders(const BusinessSettings &settings, const Identity &identity,
                                  const QByteArray &cookie)
{
    QList<HeaderField> headers;
    headers.reserve(6); // and a message's own
    headers.append(userAgent());
    if (!settings.appKey.isEmpty())
        headers.append({AppHeader, settings.appKey});
    headers.append({"RAINBOWCLIENTIDENTITY", identity.bytes()});
    if (!cookie.isEmpty())
        headers.append({"RAINBOWCLIENTCOOKIE", cookie});
    return headers;
}

QByteArray outcome(const CallbackReply &reply)
{
    return reply.error.isEmpty() ? "HTTP " + QByteArray::number(reply.status) : reply.error;
}

/// Why a call has failed.
CallbackFailure failureOf(const CallbackReply &reply)
{
    if (reply.timedOut)
        return CallbackFailure::Timeout;
    if (reply.tooLarge)
        return CallbackFailure::Answer;
    if (!reply.error.isEmpty())
        return CallbackFailure::Network;
    if (reply.isSuccess())
        return CallbackFailure::Answer; // it was not understood
    return reply.status >= 400 && reply.status <= 499 ? CallbackFailure::Status4xx
                                                      : CallbackFailure::Status5xx;
}

/// Where a redirect pointed, without what may be secret in it.
QByteArray loggable(const QByteArray &location)
{
    const QUrl url = QUrl::fromEncoded(location).adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery
                                                          | QUrl::RemoveFragment);
    return url.isValid() ? url.toEncoded().left(MaxLoggedTarget) : QByteArray("an invalid URL");
}

void journalFailure(const char *kind, const Identity &identity, const CallbackReply &reply)
{
    if (keepsJournal())
        journal({.kind = JournalKind::Callback,
                 .identity = identity.bytes(),
                 .code = reply.status,
                 .text = kind + (" callback failed: " + outcome(reply))});
}

void logRedirect(const char *kind, const Identity &identity, const CallbackReply &reply)
{
    if (!reply.location.isEmpty()) {
        qCWarning(lcBusiness).noquote() << kind << "callback of" << identity.bytes()
                                        << "not redirected to" << loggable(reply.location);
    }
}

} // namespace

/// A close callback between its first attempt and its end; the settings are those it began with.
struct BusinessClient::Closing {
    Identity identity;
    QByteArray cookie;
    BusinessSettings settings;
    int attempt = 1;
};

/// Whether a client may do something.
struct BusinessClient::Question {
    const char *kind;
    Identity identity;
    QUrl url;
    QList<HeaderField> headers;
    QByteArray body;
    Permission (*permissionOf)(const CallbackReply &reply);
};

BusinessClient::BusinessClient(QNetworkAccessManager &network, BusinessSettings settings,
                               QObject *parent)
    : QObject(parent), m_network(network), m_settings(std::move(settings)),
      m_connectUrl(encoded(m_settings.connectUrl))
{
    m_network.setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    if (auto *curl = qobject_cast<CurlNetwork *>(&m_network))
        m_curl = new CurlCalls(*curl, this);
}

BusinessClient::~BusinessClient() = default;

void BusinessClient::setSettings(const BusinessSettings &settings)
{
    m_settings = settings;
    m_connectUrl = encoded(settings.connectUrl);
    m_targets.clear();
    m_warnedOfForward = false;
}

void BusinessClient::askConnect(const RequestHead &head, const Identity &identity,
                                const AccountName &account, VerdictHandler handler)
{
    QList<HeaderField> headers = connectHeaders(head);
    headers.append({"RAINBOWCLIENTIDENTITY", identity.bytes()});
    if (!account.isEmpty())
        headers.append({"RAINBOWCLIENTACCOUNT", account.bytes()});
    if (!m_settings.appKey.isEmpty())
        headers.append({AppHeader, m_settings.appKey});
    const bool namesItself =
        std::any_of(headers.cbegin(), headers.cend(), [](const HeaderField &field) {
            return field.name.compare("User-Agent", Qt::CaseInsensitive) == 0;
        });
    if (!namesItself)
        headers.append(userAgent());
    ++m_asking;
    start(m_settings, m_connectUrl, headers, nullptr, m_settings.connectTimeout,
          [this, identity, handler = std::move(handler)](const CallbackReply &reply) {
              onConnectReply(identity, handler, reply);
          });
}

void BusinessClient::forward(const ForwardCall &call, AnswerHandler handler)
{
    QList<HeaderField> headers = sessionHeaders(m_settings, call.identity, call.cookie);
    headers.append({"RAINBOWMESSAGEID", call.messageId});
    headers.append({"Content-Type", m_settings.forwardContentType});
    const QByteArray url = targetOf(call.type);
    if (m_settings.forwardUrl.isEmpty() && !std::exchange(m_warnedOfForward, true))
        qCWarning(lcBusiness) << "no forward_url: messages of clients go nowhere";
    ++m_asking;
    start(m_settings, url, headers, &call.payload, m_settings.forwardTimeout,
          [this, identity = call.identity, type = call.type, started = Clock::now(),
           handler = std::move(handler)](const CallbackReply &reply) {
              onForwardReply(identity, type, started, handler, reply);
          });
}

const QByteArray &BusinessClient::targetOf(quint16 type)
{
    const auto found = m_targets.constFind(type);
    if (found != m_targets.cend())
        return *found;
    if (m_targets.size() >= MaxTargets)
        m_targets.clear();
    const QByteArray &url = m_settings.forwardUrl;
    return *m_targets.insert(type,
                             url.isEmpty() ? QByteArray() : encoded(forwardTarget(url, type)));
}

void BusinessClient::askSubscribe(const SubscribeCall &call, PermissionHandler handler)
{
    ask({"subscribe", call.identity, m_settings.subscribeUrl,
         sessionHeaders(m_settings, call.identity, call.cookie), subscribeBody(call),
         &subscribePermission},
        std::move(handler));
}

void BusinessClient::askPublish(const PublishCall &call, PermissionHandler handler)
{
    QList<HeaderField> headers = sessionHeaders(m_settings, call.identity, call.cookie);
    headers.append({"RAINBOWMESSAGEID", call.messageId});
    ask({"publish", call.identity, m_settings.publishUrl, headers, publishBody(call),
         &publishPermission},
        std::move(handler));
}

void BusinessClient::ask(Question question, PermissionHandler handler)
{
    ++m_asking;
    question.headers.append(HeaderField{"Content-Type", "application/json"});
    start(m_settings, encoded(question.url), question.headers, &question.body,
          m_settings.forwardTimeout,
          [this, question, handler = std::move(handler)](const CallbackReply &reply) {
              onPermissionReply(question, handler, reply);
          });
}

// --- what it is told

void BusinessClient::tellMembership(const MembershipNote &note, int members)
{
    const QUrl &url = note.joined ? m_settings.subscribedUrl : m_settings.unsubscribedUrl;
    if (!url.isEmpty())
        notify(note.joined ? "subscribed" : "unsubscribed", url, note.identity, note.cookie,
               membershipBody(note, members));
}

void BusinessClient::tellOverload(const OverloadNote &note)
{
    if (!m_settings.overloadUrl.isEmpty())
        notify("overload", m_settings.overloadUrl, note.identity, note.cookie, overloadBody(note));
}

void BusinessClient::notify(const char *name, const QUrl &url, const Identity &identity,
                            const QByteArray &cookie, const QByteArray &body)
{
    if (m_notifying >= MaxNotifying) {
        if (m_lines.ask(LogThrottle::Clock::now()).log)
            qCWarning(lcBusiness, "%s callback not made: too many are under way", name);
        return;
    }
    ++m_notifying;
    QList<HeaderField> headers = sessionHeaders(m_settings, identity, cookie);
    headers.append(HeaderField{"Content-Type", "application/json"});
    start(m_settings, encoded(url), headers, &body, m_settings.forwardTimeout,
          [this, name, identity](const CallbackReply &reply) {
              --m_notifying;
              count(reply, !reply.isSuccess());
              if (!reply.isSuccess() && mayLog(Kind::Notification, reply)) {
                  logRedirect(name, identity, reply);
                  qCWarning(lcBusiness).noquote()
                      << name << "callback of" << identity.bytes() << "failed:" << outcome(reply);
                  journalFailure(name, identity, reply);
              }
          });
}

void BusinessClient::closed(const Identity &identity, const QByteArray &cookie)
{
    if (m_settings.closeUrl.isEmpty())
        return;
    ++m_closing;
    tryClose({identity, cookie, m_settings});
}

void BusinessClient::start(const BusinessSettings &settings, const QByteArray &url,
                           const QList<HeaderField> &headers, const QByteArray *body,
                           std::chrono::milliseconds deadline, PendingCall::Done done)
{
    // A pending call lives until its end, as a child of this.
    if (!isCallable(url)) {
        new PendingCall(url.isEmpty() ? "no URL is set" : "not an http or https URL",
                        std::move(done), this);
        return;
    }
    const QByteArray target = signedFor(settings, url, body);
    if (m_curl) {
        m_curl->start({target, headers, body, deadline, settings.maxAnswer}, std::move(done));
        return;
    }
    QNetworkRequest request = makeRequest(target, headers);
    QNetworkReply *reply = nullptr;
    if (body) {
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        request.setHeader(QNetworkRequest::ContentLengthHeader, body->size());
        auto *upload = new OneWayBody(*body, this);
        reply = m_network.post(request, upload);
        upload->setParent(reply);
    } else {
        reply = m_network.get(request);
    }
    new PendingCall(reply, deadline, settings.maxAnswer, std::move(done), this);
}

void BusinessClient::onConnectReply(const Identity &identity, const VerdictHandler &handler,
                                    const CallbackReply &reply)
{
    const Verdict verdict = verdictOf(reply);
    count(reply, verdict.kind == Verdict::Kind::NoVerdict);
    if (verdict.kind != Verdict::Kind::Yes && mayLog(Kind::Connect, reply)) {
        logRedirect("connect", identity, reply);
        if (verdict.kind == Verdict::Kind::No) {
            qCInfo(lcBusiness).noquote()
                << "connect callback of" << identity.bytes() << "refused:" << verdict.reason;
        } else {
            qCWarning(lcBusiness).noquote()
                << "connect callback of" << identity.bytes() << "failed:" << verdict.reason;
            journalFailure("connect", identity, reply);
        }
    }
    const QPointer<BusinessClient> alive(this);
    handler(verdict);
    if (alive)
        ended(m_asking);
}

void BusinessClient::onForwardReply(const Identity &identity, quint16 type, TimePoint started,
                                    const AnswerHandler &handler, const CallbackReply &reply)
{
    const BusinessAnswer answer = businessAnswerOf(reply);
    count(reply, !answer.ok);
    if (!reply.notMade)
        m_counters.forwardLatency.add(Clock::now() - started);
    if (!answer.ok && m_settings.forwardUrl.isEmpty()) {
        qCDebug(lcBusiness).noquote()
            << "message of type" << type << "of" << identity.bytes() << "went nowhere";
    } else if (!answer.ok && mayLog(Kind::Forward, reply)) {
        logRedirect("forward", identity, reply);
        qCWarning(lcBusiness).noquote()
            << "forward callback of" << identity.bytes() << "type" << type
            << "failed:" << outcome(reply) + (reply.timedOut ? " (forward_timeout)" : "");
        journalFailure("forward", identity, reply);
    }
    const QPointer<BusinessClient> alive(this);
    handler(answer);
    if (alive)
        ended(m_asking);
}

void BusinessClient::onPermissionReply(const Question &question, const PermissionHandler &handler,
                                       const CallbackReply &reply)
{
    const Permission permission = question.permissionOf(reply);
    const bool failed = permission.refusal && isRetryable(*permission.refusal);
    count(reply, failed);
    if (failed && mayLog(Kind::Permission, reply)) {
        logRedirect(question.kind, question.identity, reply);
        qCWarning(lcBusiness).noquote()
            << question.kind << "callback of" << question.identity.bytes()
            << "failed:" << outcome(reply) + (reply.timedOut ? " (forward_timeout)" : "");
        journalFailure(question.kind, question.identity, reply);
    }
    const QPointer<BusinessClient> alive(this);
    handler(permission);
    if (alive)
        ended(m_asking);
}

void BusinessClient::tryClose(const Closing &closing)
{
    start(closing.settings, encoded(closing.settings.closeUrl),
          sessionHeaders(closing.settings, closing.identity, closing.cookie), nullptr,
          closing.settings.connectTimeout,
          [this, closing](const CallbackReply &reply) { onCloseReply(closing, reply); });
}

void BusinessClient::onCloseReply(Closing closing, const CallbackReply &reply)
{
    const bool ok = businessAnswerOf(reply).ok;
    count(reply, !ok);
    if (ok) {
        ended(m_closing);
        return;
    }
    const bool givenUp = closing.attempt == CloseAttempts;
    if (mayLog(Kind::Close, reply)) {
        logRedirect("close", closing.identity, reply);
        journalFailure("close", closing.identity, reply);
        if (givenUp) {
            qCWarning(lcBusiness).noquote()
                << "close callback of" << closing.identity.bytes() << "given up:" << outcome(reply);
        } else {
            qCInfo(lcBusiness).noquote()
                << "close callback of" << closing.identity.bytes() << "attempt" << closing.attempt
                << "failed:" << outcome(reply);
        }
    }
    if (givenUp) {
        ended(m_closing);
        return;
    }
    ++closing.attempt;
    QTimer::singleShot(CloseRetryDelay, this, [this, closing] { tryClose(closing); });
}

bool BusinessClient::mayLog(Kind kind, const CallbackReply &reply)
{
    if (reply.tooLarge)
        return limitReached(Limit::MaxAnswer);
    if (reply.timedOut && kind != Kind::Connect && kind != Kind::Close)
        return limitReached(Limit::ForwardTimeout);
    const LogThrottle::Verdict verdict = m_lines.ask(LogThrottle::Clock::now());
    if (verdict.left > 0)
        qCWarning(lcBusiness, "%llu callbacks more were refused or failed", verdict.left);
    return verdict.log;
}

void BusinessClient::count(const CallbackReply &reply, bool failed)
{
    if (reply.notMade)
        return;
    ++m_counters.calls;
    if (failed)
        ++m_counters.failures[size_t(failureOf(reply))];
}

void BusinessClient::ended(int &count)
{
    --count;
    if (m_asking == 0 && m_closing == 0)
        Q_EMIT idle();
}

} // namespace Rainbow
