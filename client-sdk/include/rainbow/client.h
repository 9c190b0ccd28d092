// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/delivery.h>
#include <rainbow/error.h>
#include <rainbow/global.h>
#include <rainbow/message.h>
#include <rainbow/qos.h>
#include <rainbow/reply.h>
#include <rainbow/statistics.h>
#include <rainbow/trace.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QNetworkProxy>
#include <QObject>
#include <QPair>
#include <QSslConfiguration>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <type_traits>

namespace Rainbow {

class ClientPrivate;

/// HTTP headers, in order; the last of a name counts.
using Headers = QList<QPair<QByteArray, QByteArray>>;

/// A connection to a relay that is made again whenever it is lost, and the messages over it.
///
/// After bloom() the client connects, and after a loss it connects again: after 0.5 s, doubling to
/// 20 s, each time a random part of that (full jitter), which starts from 6 s when the relay said
/// that it goes down or is overloaded, or nobody listens there, so that its clients do not come
/// back all at once; without delay when the network comes back or the app comes to the foreground;
/// until fade(), or until the relay says that it is for good. A relay that speaks rainbow.2 keeps
/// the session meanwhile; messages of QoS 1 and 2, in both directions, go on where they were.
///
/// Thread: all of it belongs to the thread of this object, which needs an event loop; nothing
/// blocks. Signals and handlers come from the event loop, never from within a call (but for what
/// the destructor ends).
class RAINBOW_EXPORT Client : public QObject {
    Q_OBJECT
    /// @see state()
    Q_PROPERTY(Rainbow::Client::State state READ state NOTIFY stateChanged)
    /// @see url()
    Q_PROPERTY(QUrl url READ url WRITE setUrl)
    /// @see identity()
    Q_PROPERTY(QByteArray identity READ identity NOTIFY bloomed)

public:
    /// Where the connection is.
    enum class State {
        Faded, ///< not connected, and not going to be
        Blooming, ///< the first connection after bloom() is being made
        Bloomed, ///< connected: messages flow
        Withering, ///< the connection was lost and is being made again
    };
    Q_ENUM(State)

    /// ws://host:port/connect/
    explicit Client(const QString &host, quint16 port = 1984, QObject *parent = nullptr);
    /// ws:// or wss://; without a path: /connect/. Without a port: 1984, wss: 443.
    explicit Client(const QUrl &url, QObject *parent = nullptr);
    /// Without a URL: setUrl() before bloom().
    explicit Client(QObject *parent = nullptr);
    /// Every send that is not through fails, with Error::Code::Destroyed.
    ~Client() override;

    // --- who and where; what is set counts from the next connection on
    /// Where it connects to: complete, with path and port.
    [[nodiscard]] QUrl url() const;
    /// As the constructor's. @see url()
    void setUrl(const QUrl &url);
    /// X-DEVICEID; without one a random one is made for this object.
    [[nodiscard]] QString deviceId() const;
    /// @see deviceId()
    void setDeviceId(const QString &id);
    /// X-CLIENT-OS; by default the platform's name, lower-case (android, ios, linux, …).
    [[nodiscard]] QString platform() const;
    /// @see platform()
    void setPlatform(const QString &platform);
    /// A header of the connect request, which the business server sees. An empty value removes it.
    /// On WebAssembly, where there are no headers, it travels as a query parameter.
    void setHeader(const QByteArray &name, const QByteArray &value);
    /// Those of setHeader().
    [[nodiscard]] Headers headers() const;

    /// What a headers provider is to call: once, now or later. Copies are one and the same; dropped
    /// uncalled, it has failed.
    class RAINBOW_EXPORT HeadersReply {
    public:
        HeadersReply(const HeadersReply &other); ///< The same reply.
        HeadersReply &operator=(const HeadersReply &other); ///< The same reply.
        ~HeadersReply();
        /// These are added to headers() for this one connection, and win.
        void succeed(const Headers &headers) const;
        /// This attempt fails with Error::Code::HeadersFailed and is repeated as any other.
        void fail(const QString &why) const;

    private:
        friend class ClientPrivate;
        struct Private;
        explicit HeadersReply(std::shared_ptr<Private> d);
        std::shared_ptr<Private> d;
    };
    /// Gives headers for one connection, now or later.
    using HeadersProvider = std::function<void(const HeadersReply &reply)>;
    /// Asked before each connection, so that an expired token is renewed. Empty: nobody is.
    void setHeadersProvider(HeadersProvider provider);

    /// Signs the connect request (timestamp, nonce, signature: rainbow.md §2). Empty: it is not.
    void setSecurityKey(const QByteArray &key);
    /// For wss: certificate authorities, the client's certificate and key. Peer verification stays
    /// on whatever it says.
    void setSslConfiguration(const QSslConfiguration &configuration);
    /// SHA-256 of the server's public key (its DER SubjectPublicKeyInfo, RFC 7469 §2.4), one of
    /// which must match besides all other checks. Empty: no pinning.
    void setPinnedKeys(const QList<QByteArray> &sha256);
    /// By default the system's.
    void setProxy(const QNetworkProxy &proxy);

    // --- times and sizes
    /// For the whole handshake; 1 ms or more. 10 s.
    void setConnectTimeout(std::chrono::milliseconds timeout);
    /// Of each send from now on, from the call to its end; 1 ms or more. 30 s.
    void setSendTimeout(std::chrono::milliseconds timeout);
    /// @see setSendTimeout()
    [[nodiscard]] std::chrono::milliseconds sendTimeout() const;
    /// How much may wait for a connection or its turn (setMaxInFlight()); what
    /// is beyond fails with QueueFull. 1 000 messages, 4 MiB of payloads.
    void setQueueLimits(int messages, qint64 bytes);
    /// So many messages of QoS 1 and 2 are on their way at once; 1 or more. 32.
    void setMaxInFlight(int messages);
    /// After so long what is not answered is sent again; 1 ms or more. As the relay says, or 3 s.
    void setRetryInterval(std::chrono::milliseconds interval);
    /// Delays between attempts to connect: full jitter over a maximum that begins with the first
    /// and doubles up to the second. 0.5 s, 20 s.
    void setReconnectDelays(std::chrono::milliseconds first, std::chrono::milliseconds most);

    // --- state
    /// Where the connection is now.
    [[nodiscard]] State state() const;
    /// There is a connection, and messages flow.
    [[nodiscard]] bool isBloomed() const { return state() == State::Bloomed; }
    /// That the relay has given this session; empty before, and with a relay without rainbow.2.
    [[nodiscard]] QByteArray identity() const;
    /// The last error of the connection.
    [[nodiscard]] Error error() const;
    /// What it has seen so far.
    [[nodiscard]] Statistics statistics() const;
    /// Sends that are neither through nor failed.
    [[nodiscard]] int pendingCount() const;
    /// Bytes that wait to leave. Who sends much of QoS 0 waits while it is high.
    [[nodiscard]] qint64 bytesToWrite() const;

    /// Shown each packet at the moment it is written or read.
    using Tracer = std::function<void(const Trace &trace)>;
    /// tracer must not call this client. Empty: nobody is shown anything.
    void setTracer(Tracer tracer);

    // --- messages
    /// Sends to the business server. QoS 0 fails at once when there is no connection; QoS 1 and 2
    /// wait for one. payload: at most what the relay takes (1 MiB by default).
    Delivery *send(quint16 type, const QByteArray &payload, QoS qos = QoS::AtLeastOnce);
    /// A text goes as UTF-8, as it is: not as a JSON string.
    Delivery *send(quint16 type, const QString &text, QoS qos = QoS::AtLeastOnce);
    /// The payload is toPayload(json).
    Delivery *send(quint16 type, const QJsonValue &json, QoS qos = QoS::AtLeastOnce);
    /// The payload is toPayload(json).
    Delivery *send(quint16 type, const QJsonObject &json, QoS qos = QoS::AtLeastOnce);
    /// For literals: bytes up to the zero.
    template <typename Text, typename = IfLiteral<Text>>
    Delivery *send(quint16 type, const Text &text, QoS qos = QoS::AtLeastOnce)
    {
        return send(type, QByteArray(text), qos);
    }

    /// Told of a send that is through.
    using OnSuccess = std::function<void(const QByteArray &answer)>;
    /// Told of a send that is not.
    using OnFail = std::function<void(const Error &error)>;
    /// As send(); the callbacks come while context lives (null: while the client does).
    Delivery *send(quint16 type, const QByteArray &payload, QoS qos, QObject *context,
                   OnSuccess onSuccess, OnFail onFail = {});
    /// The same with a text.
    Delivery *send(quint16 type, const QString &text, QoS qos, QObject *context,
                   OnSuccess onSuccess, OnFail onFail = {});
    /// The same with toPayload(json).
    Delivery *send(quint16 type, const QJsonValue &json, QoS qos, QObject *context,
                   OnSuccess onSuccess, OnFail onFail = {});
    /// The same with a literal.
    template <typename Text, typename = IfLiteral<Text>>
    Delivery *send(quint16 type, const Text &text, QoS qos, QObject *context, OnSuccess onSuccess,
                   OnFail onFail = {})
    {
        return send(type, QByteArray(text), qos, context, std::move(onSuccess), std::move(onFail));
    }

    /// Joins channels, all or none; where the relay allows it (rainbow.2). A channel has 1 to 255
    /// bytes of UTF-8. What was joined is not joined again in a new session: see bloomed().
    Delivery *subscribe(const QStringList &channels);
    /// Leaves channels, all or none. @see subscribe()
    Delivery *unsubscribe(const QStringList &channels);
    /// Sends to everybody in a channel, this client too when it is in there, without the business
    /// server. @see subscribe()
    Delivery *publish(const QString &channel, quint16 type, const QByteArray &payload,
                      QoS qos = QoS::AtLeastOnce);

    /// Handles a message, and answers it now or later.
    using AsyncHandler = std::function<void(const Message &message, Reply reply)>;
    /// Who handles messages of this type; the last one set counts, and a handler is forgotten with
    /// its context (null: with the client). handler is one of
    ///
    ///     void (const Message &)          the answer is empty
    ///     QByteArray (const Message &)    the answer; QString as UTF-8, QJsonValue, QJsonObject
    ///                                     and QJsonArray as JSON
    ///     void (const Message &, Reply)   answers later
    ///
    /// One of QoS 2 is called once for each message, whatever is repeated. Messages without a
    /// handler are answered with an empty payload; messageReceived() tells of all.
    template <typename Handler>
    void onMessage(quint16 type, QObject *context, Handler handler)
    {
        setHandler(type, context, asAsync(std::move(handler)));
    }
    /// Messages of this type have no handler any more.
    void removeHandler(quint16 type);

public Q_SLOTS:
    /// Connects, and stays connected. Does nothing unless Faded.
    void bloom();
    /// Ends the connection and the session (close code 1000). Sends that are not through fail with
    /// Faded; faded() follows from the event loop, unless it is Faded already.
    void fade();

Q_SIGNALS:
    /// Once for each change, to what state() is now.
    void stateChanged(Rainbow::Client::State state);
    /// Connected. resumed: the session is the one of before, with its channels; else the relay
    /// knows nothing of the past, and what was subscribed is to be subscribed again.
    void bloomed(bool resumed);
    /// The connection has ended. final: it will not be made again before bloom(); reason has no
    /// code after fade().
    void faded(const Rainbow::Error &reason, bool final);
    /// An attempt to connect has failed, or a connection was lost; others may follow.
    void errorOccurred(const Rainbow::Error &error);
    /// Before its handler is called, for messages of all types; QoS 2: once.
    void messageReceived(const Rainbow::Message &message);

private:
    friend class ClientPrivate;
    void setHandler(quint16 type, QObject *context, AsyncHandler handler);

    template <typename Handler>
    static AsyncHandler asAsync(Handler handler)
    {
        if constexpr (std::is_invocable_v<Handler &, const Message &, Reply>) {
            return handler;
        } else {
            using Answer = std::invoke_result_t<Handler &, const Message &>;
            return [handler = std::move(handler)](const Message &message, Reply reply) mutable {
                if constexpr (std::is_void_v<Answer>) {
                    handler(message);
                    reply.answer();
                } else if constexpr (std::is_same_v<std::decay_t<Answer>, QString>) {
                    reply.answer(handler(message).toUtf8());
                } else if constexpr (std::is_convertible_v<Answer, QByteArray>) {
                    reply.answer(QByteArray(handler(message)));
                } else {
                    reply.answer(QJsonValue(handler(message)));
                }
            };
        }
    }

    std::unique_ptr<ClientPrivate> d;
};

/// The version of the library, as in <rainbow/version.h>.
[[nodiscard]] RAINBOW_EXPORT const char *version();

} // namespace Rainbow
