// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "feed/feedclient.h"

#include "feed/feedsocket.h"

#include <QDateTime>
#include <QHash>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <utility>

namespace Rainbow::Admin {

namespace {

Q_LOGGING_CATEGORY(lcFeed, "rainbow.admin.feed")

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr milliseconds FirstDelay = 500ms;
constexpr milliseconds MostDelay = 15s;
constexpr milliseconds ClockInterval = 5s;
/// Nothing came for so long, although it was asked: the relay is gone.
constexpr milliseconds SilenceLimit = 20s;
/// The relay answers questions within 2 s, and actions within the 120 s a send may wait.
constexpr milliseconds QuestionPatience = 30s;
constexpr milliseconds ActionPatience = 150s;
constexpr qsizetype MaxUnderWay = 12;
constexpr int NotFound = 404;

/// What a URL for a relay is to be, when it is one.
QUrl feedUrl(QUrl url)
{
    if (!url.isValid())
        return url;
    if (url.scheme() == u"http")
        url.setScheme(u"ws"_qs);
    else if (url.scheme() == u"https")
        url.setScheme(u"wss"_qs);
    if (url.path().isEmpty() || url.path() == u"/")
        url.setPath(u"/admin/"_qs);
    return url;
}

bool canBeRelay(const QUrl &url)
{
    return url.isValid() && !url.host().isEmpty()
        && (url.scheme() == u"ws" || url.scheme() == u"wss");
}

RelayInfo infoOf(const QJsonObject &hello)
{
    return {hello[u"who"].toString(), hello[u"role"].toString() == u"operator",
            hello[u"node"].toString(), hello[u"version"].toString()};
}

FeedAnswer answerOf(const QJsonObject &frame)
{
    if (frame[u"ok"].toBool())
        return {true, 0, {}, frame};
    return {false, frame[u"code"].toInt(), frame[u"error"].toString(), {}};
}

} // namespace

class FeedClient::Private {
public:
    struct Request {
        qint64 id = 0;
        QJsonObject frame;
        QPointer<QObject> context;
        Handler handler;
        milliseconds patience{0};
        Clock::time_point sentAt;
    };

    explicit Private(FeedClient *client) : q(client)
    {
        m_retry.setObjectName(u"retryTimer"_qs);
        m_retry.setParent(q);
        m_retry.setSingleShot(true);
        connect(&m_retry, &QTimer::timeout, q, [this] { connectNow(); });
        m_clock.setObjectName(u"clockTimer"_qs);
        m_clock.setParent(q);
        m_clock.setInterval(ClockInterval);
        connect(&m_clock, &QTimer::timeout, q, [this] { onClock(); });
    }

    void start(const QUrl &url, const QString &token);
    void end(State state, const FeedProblem &problem);
    void request(QJsonObject frame, milliseconds patience, QObject *context, Handler handler);
    void watchNow(const QString &identity);
    [[nodiscard]] QString problemText() const;
    [[nodiscard]] milliseconds retryIn() const;

    FeedClient *const q;
    QUrl m_url;
    QString m_token;
    State m_state = State::Closed;
    FeedProblem m_problem;
    RelayInfo m_info;
    std::optional<milliseconds> m_delay;
    std::optional<milliseconds> m_difference;
    QHash<QString, int> m_watched; ///< how many watch it

private:
    void setState(State state);
    void connectNow();
    void onReceived(const QString &text);
    void onEvent(const QString &event, const QJsonObject &frame);
    void onHello(const QJsonObject &frame);
    void onAnswer(const QJsonObject &frame);
    void onLost(const FeedProblem &problem);
    void onClock();
    void onTime(const FeedAnswer &answer, Clock::time_point sentAt, qint64 sentClock);
    void endWatch(const QString &identity, const QString &reason);
    void askTime();
    void transmit(Request request);
    void sendWaiting();
    void dropLate();
    void failAll(const QString &why);
    static void fail(const Request &request, const QString &why);

    FeedSocket *m_socket = nullptr;
    QTimer m_retry;
    QTimer m_clock;
    milliseconds m_nextDelay = FirstDelay;
    Clock::time_point m_heardAt;
    bool m_steady = false; ///< open for one interval of the clock at least
    qint64 m_lastId = 0;
    QHash<qint64, Request> m_underWay;
    std::deque<Request> m_waiting;
};

milliseconds FeedClient::Private::retryIn() const
{
    return milliseconds(std::max(m_retry.remainingTime(), 0)); // negative: it does not run
}

void FeedClient::Private::setState(State state)
{
    m_state = state;
    Q_EMIT q->stateChanged();
}

void FeedClient::Private::start(const QUrl &url, const QString &token)
{
    const QUrl relay = feedUrl(url);
    if (relay != m_url && !m_url.isEmpty()) {
        m_watched.clear();
        m_info = {};
    }
    m_url = relay;
    m_token = token;
    m_nextDelay = FirstDelay;
    connectNow();
}

void FeedClient::Private::end(State state, const FeedProblem &problem)
{
    m_retry.stop();
    m_clock.stop();
    if (m_socket)
        std::exchange(m_socket, nullptr)->drop();
    m_problem = problem;
    m_delay.reset();
    m_difference.reset();
    failAll(problem.kind == FeedProblem::Kind::None ? FeedClient::tr("Not connected.")
                                                    : problemText());
    if (state != m_state)
        setState(state);
}

void FeedClient::Private::connectNow()
{
    if (!canBeRelay(m_url))
        return end(State::Refused, {FeedProblem::Kind::BadAddress});
    m_steady = false;
    m_socket = new FeedSocket(m_url, m_token, q);
    connect(m_socket, &FeedSocket::received, q, [this](const QString &text) { onReceived(text); });
    // Queued: it may come while it is being opened.
    connect(
        m_socket, &FeedSocket::lost, q,
        [this, socket = m_socket](const FeedProblem &problem) {
            if (socket == m_socket)
                onLost(problem);
        },
        Qt::QueuedConnection);
    setState(State::Connecting);
    if (m_socket && m_state == State::Connecting)
        m_socket->open();
}

void FeedClient::Private::onLost(const FeedProblem &problem)
{
    if (problem.isRefusal())
        return end(State::Refused, problem);
    end(State::Waiting, problem);
    qCInfo(lcFeed, "%s: %s", qPrintable(m_url.toDisplayString()), qPrintable(q->problem()));
    if (m_state != State::Waiting)
        return;
    m_retry.start(m_nextDelay);
    m_nextDelay = std::min(m_nextDelay * 2, MostDelay);
}

void FeedClient::Private::onReceived(const QString &text)
{
    m_heardAt = Clock::now();
    const QJsonObject frame = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString event = frame[u"event"].toString();
    if (m_state == State::Connecting && event != u"hello")
        return onLost({FeedProblem::Kind::NotAFeed});
    if (!event.isEmpty())
        onEvent(event, frame);
    else
        onAnswer(frame);
}

void FeedClient::Private::onEvent(const QString &event, const QJsonObject &frame)
{
    if (event == u"stats")
        Q_EMIT q->stats(frame);
    else if (event == u"packet")
        Q_EMIT q->packet(frame);
    else if (event == u"end")
        endWatch(frame[u"identity"].toString(), frame[u"reason"].toString());
    else if (event == u"hello")
        onHello(frame);
    else if (event == u"error")
        qCWarning(lcFeed, "the relay: %s", qPrintable(frame[u"error"].toString()));
}

void FeedClient::Private::onHello(const QJsonObject &frame)
{
    m_info = infoOf(frame);
    m_problem = {};
    m_clock.start();
    askTime();
    for (auto watch = m_watched.keyBegin(); watch != m_watched.keyEnd(); ++watch)
        watchNow(*watch);
    setState(State::Open);
}

void FeedClient::Private::onAnswer(const QJsonObject &frame)
{
    const auto id = qint64(frame[u"id"].toDouble());
    if (!m_underWay.contains(id))
        return;
    const Request request = m_underWay.take(id);
    sendWaiting();
    if (request.context)
        request.handler(answerOf(frame));
}

void FeedClient::Private::endWatch(const QString &identity, const QString &reason)
{
    if (m_watched.remove(identity) > 0)
        Q_EMIT q->watchEnded(identity, reason);
}

void FeedClient::Private::watchNow(const QString &identity)
{
    request({{u"watch"_qs, u"connection"_qs}, {u"identity"_qs, identity}}, QuestionPatience, q,
            [this, identity](const FeedAnswer &answer) {
                if (!answer.ok && answer.code == NotFound)
                    endWatch(identity, answer.error);
            });
}

void FeedClient::Private::onClock()
{
    if (Clock::now() - m_heardAt > SilenceLimit)
        return onLost({FeedProblem::Kind::Silent});
    // Only now: a relay that lets in and throws out at once is not asked every half second.
    m_nextDelay = FirstDelay;
    dropLate();
    askTime();
}

void FeedClient::Private::askTime()
{
    const Clock::time_point now = Clock::now();
    const qint64 clock = QDateTime::currentMSecsSinceEpoch();
    // Not behind those that wait: it is there to measure.
    transmit({++m_lastId,
              {{u"ask"_qs, u"time"_qs}},
              q,
              [this, now, clock](const FeedAnswer &answer) { onTime(answer, now, clock); },
              QuestionPatience,
              {}});
}

void FeedClient::Private::onTime(const FeedAnswer &answer, Clock::time_point sentAt,
                                 qint64 sentClock)
{
    if (!answer.ok)
        return;
    m_delay = std::chrono::duration_cast<milliseconds>(Clock::now() - sentAt);
    const auto relayClock = qint64(answer.object[u"at"].toDouble());
    m_difference = milliseconds(relayClock - (sentClock + m_delay->count() / 2));
    Q_EMIT q->clockChanged();
}

void FeedClient::Private::request(QJsonObject frame, milliseconds patience, QObject *context,
                                  Handler handler)
{
    Request request{++m_lastId,         std::move(frame), context ? context : q,
                    std::move(handler), patience,         {}};
    if (!m_clock.isActive())
        return fail(request,
                    m_problem.kind == FeedProblem::Kind::None ? FeedClient::tr("Not connected.")
                                                              : problemText());
    m_waiting.push_back(std::move(request));
    sendWaiting();
}

void FeedClient::Private::sendWaiting()
{
    while (!m_waiting.empty() && m_underWay.size() < MaxUnderWay) {
        Request next = std::move(m_waiting.front());
        m_waiting.pop_front();
        // Whoever is gone does not want to know any more; but an action is to be done.
        if (next.context || next.frame.contains(u"do"))
            transmit(std::move(next));
    }
}

void FeedClient::Private::transmit(Request request)
{
    request.frame[u"id"] = request.id;
    request.sentAt = Clock::now();
    m_socket->send(QJsonDocument(request.frame).toJson(QJsonDocument::Compact));
    request.frame = {};
    m_underWay.insert(request.id, request);
}

void FeedClient::Private::dropLate()
{
    const Clock::time_point now = Clock::now();
    QList<Request> late;
    for (const Request &request : std::as_const(m_underWay)) {
        if (now - request.sentAt > request.patience)
            late.append(request);
    }
    for (const Request &request : std::as_const(late)) {
        m_underWay.remove(request.id);
        fail(request, FeedClient::tr("The relay did not answer in time."));
    }
    sendWaiting();
}

void FeedClient::Private::failAll(const QString &why)
{
    const QHash<qint64, Request> underWay = std::exchange(m_underWay, {});
    const std::deque<Request> waiting = std::exchange(m_waiting, {});
    for (const Request &request : underWay)
        fail(request, why);
    for (const Request &request : waiting)
        fail(request, why);
}

void FeedClient::Private::fail(const Request &request, const QString &why)
{
    if (!request.context)
        return;
    QMetaObject::invokeMethod(
        request.context,
        [handler = request.handler, why] {
            handler({false, 0, why, {}});
        },
        Qt::QueuedConnection);
}

QString FeedClient::Private::problemText() const
{
    const QString &detail = m_problem.detail;
    switch (m_problem.kind) {
    case FeedProblem::Kind::None:
        break;
    case FeedProblem::Kind::Unreachable:
        return FeedClient::tr("The relay cannot be reached: %1").arg(detail);
    case FeedProblem::Kind::Tls:
        return FeedClient::tr("No secure connection to the relay: %1").arg(detail);
    case FeedProblem::Kind::Unauthorized:
        return FeedClient::tr("The relay does not accept this token.");
    case FeedProblem::Kind::TooManyAttempts:
        return FeedClient::tr(
            "Too many attempts with a wrong token. Wait for a minute, then try again.");
    case FeedProblem::Kind::Status:
        return m_problem.code == NotFound
            ? FeedClient::tr("There is no feed for dashboards at this address.")
            //: %1: a number, the status of an HTTP answer
            : FeedClient::tr("The relay answered with HTTP status %1.").arg(m_problem.code);
    case FeedProblem::Kind::TimedOut:
        return FeedClient::tr("The relay did not answer in time.");
    case FeedProblem::Kind::Silent:
        return FeedClient::tr("The relay has fallen silent.");
    case FeedProblem::Kind::Closed:
        //: %1: a number, the code of a WebSocket's close; %2: a reason, in English
        return detail.isEmpty()
            ? FeedClient::tr("The relay ended the connection (%1).").arg(m_problem.code)
            : FeedClient::tr("The relay ended the connection (%1: %2).")
                  .arg(QString::number(m_problem.code), detail);
    case FeedProblem::Kind::NotAFeed:
        return FeedClient::tr("What answers at this address is no relay.");
    case FeedProblem::Kind::BadAddress:
        return FeedClient::tr("This is no address of a relay. It begins with ws:// or wss://.");
    }
    return {};
}

FeedClient::FeedClient(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this))
{
}

FeedClient::~FeedClient() = default;

void FeedClient::open(const QUrl &relay, const QString &token)
{
    close();
    d->start(relay, token);
}

void FeedClient::close()
{
    d->end(State::Closed, {});
}

FeedClient::State FeedClient::state() const
{
    return d->m_state;
}

QUrl FeedClient::relay() const
{
    return d->m_url;
}

QString FeedClient::problem() const
{
    return d->problemText();
}

milliseconds FeedClient::retryIn() const
{
    return d->retryIn();
}

RelayInfo FeedClient::info() const
{
    return d->m_info;
}

std::optional<milliseconds> FeedClient::delay() const
{
    return d->m_delay;
}

std::optional<milliseconds> FeedClient::clockDifference() const
{
    return d->m_difference;
}

void FeedClient::ask(const QString &what, const QJsonObject &arguments, QObject *context,
                     Handler handler)
{
    QJsonObject frame = arguments;
    frame[u"ask"] = what;
    d->request(std::move(frame), QuestionPatience, context, std::move(handler));
}

void FeedClient::act(const QString &what, const QJsonObject &arguments, QObject *context,
                     Handler handler)
{
    QJsonObject frame = arguments;
    frame[u"do"] = what;
    d->request(std::move(frame), ActionPatience, context, std::move(handler));
}

void FeedClient::watch(const QString &identity)
{
    if (++d->m_watched[identity] == 1 && d->m_state == State::Open)
        d->watchNow(identity);
}

void FeedClient::unwatch(const QString &identity)
{
    const auto watched = d->m_watched.find(identity);
    if (watched == d->m_watched.end() || --*watched > 0)
        return;
    d->m_watched.erase(watched);
    if (d->m_state == State::Open) {
        d->request({{u"unwatch"_qs, u"connection"_qs}, {u"identity"_qs, identity}},
                   QuestionPatience, this, [](const FeedAnswer &) {});
    }
}

} // namespace Rainbow::Admin
