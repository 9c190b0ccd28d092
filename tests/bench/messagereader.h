// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace Rainbow::Bench {

/// Finds the messages in what one WebSocket connection receives behind its handshake, in pieces of
/// any size. Nothing is allocated but for what is left over at the end of a piece.
class MessageReader {
public:
    /// Told while bytes are read; what it gets is valid during the call.
    class Sink {
    public:
        virtual ~Sink() = default;
        virtual void onSubscribed() = 0;
        virtual void onMessage(std::string_view payload) = 0;
    };

    virtual ~MessageReader() = default;
    /// False: the peer closes, refuses, or sends what does not belong here; see error().
    [[nodiscard]] bool take(std::string_view bytes, Sink &sink);
    [[nodiscard]] const std::string &error() const { return m_error; }

protected:
    /// One data frame's payload, or a part of a fragmented message.
    virtual bool takeFrame(std::string_view payload, Sink &sink) = 0;
    /// Notes what is wrong; gives false.
    bool refuse(std::string reason);

private:
    size_t takeWhole(std::string_view bytes, Sink &sink, bool &ok);

    std::string m_rest; ///< the beginning of a frame
    std::string m_error;
};

/// A message is a frame; behind so many bytes of head.
class PlainReader final : public MessageReader {
public:
    explicit PlainReader(size_t head = 0) : m_head(head) { }

protected:
    bool takeFrame(std::string_view payload, Sink &sink) override;

private:
    size_t m_head;
};

/// Frames carry a stream of protocol units, each whole or in parts.
class StreamReader : public MessageReader {
protected:
    bool takeFrame(std::string_view payload, Sink &sink) override;
    /// Bytes of the whole unit that bytes begin with; 0: it is not whole yet. With an error noted,
    /// its value does not matter.
    virtual size_t takeUnit(std::string_view bytes, Sink &sink, bool &ok) = 0;

private:
    size_t takeUnits(std::string_view bytes, Sink &sink, bool &ok);

    std::string m_rest; ///< the beginning of a unit
};

/// MQTT 3.1.1: PUBLISH of QoS 0, SUBACK.
class MqttReader final : public StreamReader {
protected:
    size_t takeUnit(std::string_view bytes, Sink &sink, bool &ok) override;
};

/// The client protocol of NATS: MSG; PONG says that what was asked before is done.
class NatsReader final : public StreamReader {
protected:
    size_t takeUnit(std::string_view bytes, Sink &sink, bool &ok) override;
};

} // namespace Rainbow::Bench
