// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>
#include <vector>

namespace Rainbow {

/// A JSON value somebody has sent.
struct MeshValue {
    enum class Kind : quint8 { Missing, Null, Bool, Integer, Number, String, Array, Object };

    Kind kind = Kind::Missing;
    /// String: what it says, which is UTF-8. Otherwise the JSON text, as it came.
    QByteArrayView text = {};

    [[nodiscard]] bool isString() const { return kind == Kind::String; }
    /// Not there, or null.
    [[nodiscard]] bool isAbsent() const { return kind <= Kind::Null; }
};

/// A string with something in it besides blanks.
[[nodiscard]] bool isMeshName(const MeshValue &value);
/// Binary data as it is sent; nothing: that is not base64.
[[nodiscard]] std::optional<QByteArray> decodeMeshBase64(QByteArrayView text);

/// What a request of the mesh API says, not looked at yet. Members it does not know are passed
/// over; of members that come twice the first counts.
struct MeshRequest {
    static constexpr size_t MaxElements = 100; ///< of a list; beyond: tooMany

    struct List {
        MeshValue value; ///< the list itself, or what is in its place
        std::vector<MeshValue> elements; ///< Array: the first MaxElements
        bool tooMany = false;
    };

    MeshValue id; ///< "i": the text of a string is its JSON text here, quotes and all
    MeshValue method; ///< "m"
    MeshValue parameters; ///< "p"
    // The members of "p":
    MeshValue c; ///< channel, or client
    MeshValue d; ///< data
    MeshValue f; ///< function of conn.call
    List t; ///< type of data, or topics
    List a; ///< arguments of conn.call

    void clear();
};

/// Reads requests: JSON in strict UTF-8, one value, nothing after it, nested at most MaxDepth deep.
/// What it gives is valid until the next call; memory is used again. One per thread.
class MeshReader {
public:
    static constexpr int MaxDepth = 64;

    MeshReader();
    ~MeshReader();
    Q_DISABLE_COPY_MOVE(MeshReader)

    enum class What : quint8 {
        Call, ///< {"m", "p", "i"}
        Parameters, ///< what is "p" there
    };
    /// The request; nullptr: that is no JSON object.
    [[nodiscard]] const MeshRequest *read(QByteArrayView json, What what);

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace Rainbow
