// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/pendingcall.h"

#include <QMetaEnum>
#include <QSslError>
#include <QTimerEvent>

#include <algorithm>
#include <utility>

namespace Rainbow {

namespace {

constexpr qsizetype Bite = 16 * 1024;

/// Whether the answer is whole: either no error, or one that only says what its status says.
bool isWhole(QNetworkReply::NetworkError error, int status)
{
    if (error == QNetworkReply::NoError)
        return status > 0;
    return status >= 400 && error >= QNetworkReply::ContentAccessDenied
        && error != QNetworkReply::ProtocolFailure;
}

// QNetworkAccessManager 6.4 leaves out a header whose value is empty, but an empty
// RAINBOWCLIENTCOOKIE means something. It folds a header into what the reply has of that name
// already: so a mark is put there first, and taken off again.
constexpr char CookieHeader[] = "RAINBOWCLIENTCOOKIE";
constexpr char CookieMark[] = "\x01";

struct HeaderAccess : QNetworkReply {
    static void set(QNetworkReply &reply, const QByteArray &name, const QByteArray &value)
    {
        constexpr auto setter = &HeaderAccess::setRawHeader;
        (reply.*setter)(name, value);
    }
};

/// The headers of a marked reply, without the mark.
QList<HeaderField> headersOf(const QNetworkReply &reply)
{
    static const QByteArray folded = QByteArray(CookieMark) + ", ";
    QList<HeaderField> headers;
    const QList<QNetworkReply::RawHeaderPair> &pairs = reply.rawHeaderPairs();
    for (const auto &[name, value] : pairs) {
        if (value.startsWith(folded))
            headers.append({name, value.sliced(folded.size())});
        else if (value != CookieMark)
            headers.append({name, value});
    }
    return headers;
}

} // namespace

PendingCall::PendingCall(QNetworkReply *reply, std::chrono::milliseconds deadline,
                         qsizetype maxAnswer, Done done, QObject *parent)
    : QObject(parent), m_reply(reply), m_maxAnswer(maxAnswer), m_timeout(deadline),
      m_done(std::move(done))
{
    HeaderAccess::set(*m_reply, CookieHeader, CookieMark);
    m_reply->setReadBufferSize(maxAnswer + 1);
    connect(m_reply, &QNetworkReply::readyRead, this, &PendingCall::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &PendingCall::onFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors)
            m_sslErrors += ", " + error.errorString().toUtf8();
    });
    m_deadline.start(int(deadline.count()), this);
}

PendingCall::PendingCall(const QByteArray &error, Done done, QObject *parent)
    : QObject(parent), m_notMade(error), m_done(std::move(done))
{
    m_deadline.start(0, this);
}

PendingCall::~PendingCall()
{
    dropReply();
}

QByteArray PendingCall::nameOf(QNetworkReply::NetworkError error)
{
    const char *key = QMetaEnum::fromType<QNetworkReply::NetworkError>().valueToKey(error);
    return key ? QByteArray(key) : "network error " + QByteArray::number(error);
}

QByteArray PendingCall::noAnswerWithin(std::chrono::milliseconds deadline)
{
    return "no answer within " + QByteArray::number(qint64(deadline.count())) + " ms";
}

void PendingCall::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_deadline.timerId())
        return;
    CallbackReply reply;
    reply.error = m_reply ? noAnswerWithin(m_timeout) : m_notMade;
    reply.timedOut = m_reply != nullptr;
    reply.notMade = m_reply == nullptr;
    finish(reply);
}

bool PendingCall::read()
{
    // In bites: a compressed answer may unfold to far more than the cap, and each read() takes all
    // the memory that it may need.
    while (m_body.size() <= m_maxAnswer) {
        const QByteArray bite = m_reply->read(std::min(Bite, m_maxAnswer + 1 - m_body.size()));
        if (bite.isEmpty())
            return true;
        m_body += bite;
    }
    return false;
}

void PendingCall::onReadyRead()
{
    if (!read())
        failTooLarge();
}

void PendingCall::onFinished()
{
    if (!read()) {
        failTooLarge();
        return;
    }
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (!isWhole(m_reply->error(), status)) {
        fail(m_reply->error() == QNetworkReply::NoError ? QByteArray("no HTTP answer")
                                                        : nameOf(m_reply->error()) + m_sslErrors);
        return;
    }
    CallbackReply reply;
    reply.status = status;
    reply.headers = headersOf(*m_reply);
    reply.body = m_body;
    if (status >= 300 && status <= 399)
        reply.location = m_reply->rawHeader("Location");
    finish(reply);
}

void PendingCall::failTooLarge()
{
    CallbackReply reply;
    reply.error = overMaxAnswer();
    reply.tooLarge = true;
    finish(reply);
}

void PendingCall::fail(const QByteArray &error)
{
    CallbackReply reply;
    reply.error = error;
    finish(reply);
}

void PendingCall::finish(const CallbackReply &reply)
{
    m_deadline.stop();
    dropReply();
    // What done does may destroy the parent, and we are still inside an event of ours.
    setParent(nullptr);
    deleteLater();
    std::exchange(m_done, nullptr)(reply);
}

void PendingCall::dropReply()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

} // namespace Rainbow
