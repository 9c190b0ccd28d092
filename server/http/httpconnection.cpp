// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/httpconnection.h"

#include "http/answerqueue.h"
#include "http/clientaddress.h"
#include "http/requestreader.h"
#include "http/router.h"
#include "journal.h"
#include "limit.h"
#include "logging.h"

#include <QBasicTimer>
#include <QPointer>
#include <QTcpSocket>
#include <QTimerEvent>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace Rainbow {

namespace {

using Clock = std::chrono::steady_clock;
using Phase = RequestReader::Phase;

constexpr qint64 SocketBuffer = 64 * 1024;
constexpr qsizetype KeptCapacity = 4 * 1024; ///< of the output buffer, when it is empty
constexpr std::chrono::seconds LingerTimeout{2};

void shutDownSending(QTcpSocket *socket)
{
#ifdef Q_OS_UNIX
    // Qt knows no half-close, and a full one while input is unread would reset the connection.
    if (socket->state() == QAbstractSocket::ConnectedState)
        ::shutdown(int(socket->socketDescriptor()), SHUT_WR);
#else
    socket->disconnectFromHost();
#endif
}

/// The limit that a request was refused for.
std::optional<Limit> limitOf(int status, Phase phase)
{
    switch (status) {
    case 408:
        return phase == Phase::Head ? Limit::HeadTimeout : Limit::BodyTimeout;
    case 413:
        return Limit::MaxPayload;
    case 431:
        return Limit::MaxHead;
    default:
        return std::nullopt;
    }
}

bool wantsKeepAlive(const RequestHead &head)
{
    if (head.headerHasToken("Connection", "close"))
        return false;
    return head.minorVersion == 1 || head.headerHasToken("Connection", "keep-alive");
}

} // namespace

// process() reads, and dispatches each request that is whole; answer() brings its answer in line;
// settle() ends every pass: it sends in one write what became ready, and sees how to go on.
struct HttpConnection::Private {
    Private(HttpConnection *owner, QTcpSocket *tcp, const Router &routes,
            const HttpSettings &limits)
        : q(owner), socket(tcp), router(routes), settings(limits), reader(limits)
    {
    }

    // --- input
    void process();
    void dispatch();
    void fail(int status, const QByteArray &reason);
    void stopTaking();
    [[nodiscard]] bool mayTake() const;

    // --- output
    void answer(quint64 number, const HttpResponse &response);
    void settle();
    void startClosing();
    void onBytesWritten();
    void resumeSoon();
    [[nodiscard]] bool tooMuchUnsent() const
    {
        return answers.out().size() + socket->bytesToWrite() > settings.maxUnsent;
    }

    // --- time
    [[nodiscard]] std::optional<Clock::time_point> deadline() const;
    void updateTimer();
    void onTimer();

    HttpConnection *const q;
    QTcpSocket *const socket;
    const Router &router;
    const HttpSettings settings;
    RequestReader reader;
    AnswerQueue answers;

    bool processing = false;
    bool paused = false; ///< input waits, because too many answers do
    bool inputEnded = false; ///< the peer has shut down its sending side
    bool lastTaken = false; ///< no further request is taken
    bool closing = false; ///< all is answered; what still comes is thrown away
    Clock::time_point since = Clock::now(); ///< when what deadline() watches has begun
    Clock::time_point timerDue;
    QBasicTimer timer;
};

bool HttpConnection::Private::mayTake() const
{
    return !lastTaken && answers.size() < settings.maxPipelined && !tooMuchUnsent();
}

void HttpConnection::Private::process()
{
    if (processing)
        return;
    processing = true;
    const QPointer<HttpConnection> alive(q);
    while (mayTake()) {
        const Phase before = reader.phase();
        const RequestReader::Status status = reader.next();
        if (status == RequestReader::Status::Request) {
            dispatch();
            if (!alive)
                return;
        } else if (status == RequestReader::Status::Bad) {
            fail(reader.code(), reader.reason());
        } else {
            if (reader.phase() != before)
                since = Clock::now();
            if (!reader.readFrom(*socket))
                break;
        }
    }
    if (inputEnded && mayTake())
        stopTaking();
    paused = !mayTake();
    processing = false;
    settle();
}

void HttpConnection::Private::dispatch()
{
    HttpRequest request;
    request.head = std::move(reader.head());
    request.body = std::move(reader.body());
    request.peerAddress =
        clientAddress(socket->peerAddress(), request.head, settings.trustedProxies);
    request.localAddress = socket->localAddress();
    request.localPort = socket->localPort();

    ResponseFraming framing;
    framing.headOnly = request.head.method == "HEAD";
    framing.keepAlive = wantsKeepAlive(request.head);
    framing.oldClient = request.head.minorVersion == 0;
    lastTaken = !framing.keepAlive;
    since = Clock::now();
    const quint64 number = answers.open(framing);
    const Responder responder(
        [connection = QPointer<HttpConnection>(q), number](const HttpResponse &response) {
            if (connection)
                connection->d->answer(number, response);
        });
    // The handler may delete the connection: nothing of it is used from here on.
    router.dispatch(request, responder);
}

/// Answers the request that is being read, and takes no other.
void HttpConnection::Private::fail(int status, const QByteArray &reason)
{
    const std::optional<Limit> limit = limitOf(status, reader.phase());
    if (!limit) {
        qCDebug(lcHttp) << "request refused with" << status << reason;
    } else if (limitReached(*limit)) {
        const QHostAddress client =
            clientAddress(socket->peerAddress(), reader.head(), settings.trustedProxies);
        qCInfo(lcHttp, "request refused with %d: %s reached, address=%s", status, keyOf(*limit),
               qPrintable(client.toString()));
        journalLimit(*limit, "request refused", {}, client.toString().toLatin1());
    }
    ResponseFraming framing;
    framing.headOnly = reader.head().method == "HEAD";
    const quint64 number = answers.open(framing);
    stopTaking();
    answers.answer(number, jsonError(status, reason));
}

/// Forgets what was read of a request that is not whole, and takes no other.
void HttpConnection::Private::stopTaking()
{
    lastTaken = true;
    reader.clear();
    answers.closeAfterLast();
}

void HttpConnection::Private::answer(quint64 number, const HttpResponse &response)
{
    if (closing)
        return;
    answers.answer(number, response);
    if (answers.isEmpty())
        since = Clock::now();
    if (!processing)
        settle();
}

void HttpConnection::Private::settle()
{
    if (answers.isEmpty() && reader.expectsContinue()) {
        reader.continueSent();
        since = Clock::now();
        answers.out().append("HTTP/1.1 100 Continue\r\n\r\n");
    }
    QByteArray &out = answers.out();
    if (!out.isEmpty()) {
        socket->write(out.constData(), out.size());
        socket->flush(); // a plain QTcpSocket would lose it to a peer that has shut down sending
        if (out.capacity() > KeptCapacity)
            out = QByteArray();
        else
            out.resize(0);
    }
    if (lastTaken) {
        if (answers.isEmpty() && !closing)
            startClosing();
        while (socket->bytesAvailable() > 0 && socket->skip(socket->bytesAvailable()) > 0) { }
    } else if (paused && mayTake()) {
        resumeSoon();
    }
    updateTimer();
}

/// Not from within answer(): its caller does not expect that the next handler runs.
void HttpConnection::Private::resumeSoon()
{
    paused = false;
    since = Clock::now(); // that we did not read is not the client's fault
    QMetaObject::invokeMethod(
        q, [this] { process(); }, Qt::QueuedConnection);
}

void HttpConnection::Private::startClosing()
{
    closing = true;
    since = Clock::now();
    stopTaking();
    answers.clear();
    if (inputEnded || socket->bytesToWrite() > 0)
        socket->disconnectFromHost(); // which sends first what waits
    else
        shutDownSending(socket);
}

void HttpConnection::Private::onBytesWritten()
{
    if (!paused || closing)
        return;
    since = Clock::now();
    if (mayTake())
        resumeSoon();
}

/// When it has lasted too long; nothing: the next step is not the client's.
std::optional<Clock::time_point> HttpConnection::Private::deadline() const
{
    if (closing && socket->bytesToWrite() == 0)
        return since + LingerTimeout;
    if (closing || tooMuchUnsent())
        return since + settings.idleTimeout;
    if (lastTaken || paused || reader.expectsContinue())
        return {};
    switch (reader.phase()) {
    case Phase::Head:
        return since + settings.headTimeout;
    case Phase::Body:
        return since + settings.bodyTimeout;
    case Phase::Idle:
        break;
    }
    return answers.isEmpty() ? std::optional(since + settings.idleTimeout) : std::nullopt;
}

/// The timer is only ever moved forward: every request moves the deadline back, and onTimer()
/// sees whether it has really come.
void HttpConnection::Private::updateTimer()
{
    const auto due = deadline();
    if (!due || (timer.isActive() && timerDue <= *due))
        return;
    timerDue = *due;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - Clock::now());
    timer.start(int(qMax<qint64>(1, left.count())), Qt::CoarseTimer, q);
}

void HttpConnection::Private::onTimer()
{
    timer.stop();
    const auto due = deadline();
    if (!due || Clock::now() < *due) {
        updateTimer();
    } else if (closing) {
        socket->abort();
    } else if (tooMuchUnsent() || reader.phase() == Phase::Idle) {
        if (limitReached(Limit::IdleTimeout)) {
            qCDebug(lcHttp, "connection closed: idle_timeout reached, address=%s",
                    qPrintable(socket->peerAddress().toString()));
        }
        startClosing();
        updateTimer();
    } else {
        fail(408,
             reader.phase() == Phase::Head ? "request head timeout (head_timeout)"
                                           : "request body timeout (body_timeout)");
        settle();
    }
}

HttpConnection::HttpConnection(QTcpSocket *socket, const Router &router,
                               const HttpSettings &settings, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, socket, router, settings))
{
    socket->setParent(this);
    socket->setReadBufferSize(SocketBuffer);
    connect(socket, &QTcpSocket::readyRead, this, [this] { d->process(); });
    connect(socket, &QTcpSocket::bytesWritten, this, [this] { d->onBytesWritten(); });
    connect(socket, &QTcpSocket::readChannelFinished, this, [this] {
        d->inputEnded = true;
        if (d->closing)
            d->socket->disconnectFromHost();
        else
            d->process();
    });
    connect(socket, &QTcpSocket::disconnected, this, [this] {
        d->stopTaking();
        d->closing = true;
        deleteLater();
    });
    QMetaObject::invokeMethod(
        this,
        [this] {
            d->process();
            if (d->socket->state() == QAbstractSocket::UnconnectedState)
                deleteLater();
        },
        Qt::QueuedConnection);
}

HttpConnection::~HttpConnection()
{
    d->closing = true;
    d->socket->disconnect(this);
    // Within a handler the socket is still emitting readyRead() further up the stack.
    if (d->processing) {
        d->socket->setParent(nullptr);
        d->socket->abort();
        d->socket->deleteLater();
    }
}

void HttpConnection::drain()
{
    if (d->closing)
        return;
    d->stopTaking();
    if (!d->processing)
        d->settle();
}

int HttpConnection::pending() const
{
    return d->answers.size();
}

void HttpConnection::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == d->timer.timerId())
        d->onTimer();
}

} // namespace Rainbow
