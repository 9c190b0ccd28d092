// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/chunkedbody.h"

#include <boost/beast/http/basic_parser.hpp>

namespace Rainbow {

namespace {

namespace http = boost::beast::http;
using Error = boost::beast::error_code;
using View = boost::beast::string_view;

constexpr qsizetype MaxLine = 8 * 1024;
constexpr qsizetype ShortestRest = 5; ///< "0\r\n\r\n"

} // namespace

// Heads are read by parseRequestHead(), because Beast lets pass what may smuggle a request
// (folded lines, lists of lengths, codings it does not know) and allocates per field. Chunks
// hold less for the eye and more for the pitfalls: there Beast, proven and fuzzed, does the work.
class ChunkedBody::Parser final : public http::basic_parser<true> {
public:
    explicit Parser(qsizetype maxBody) : m_maxBody(maxBody)
    {
        constexpr View head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        Error error;
        body_limit(boost::none);
        put(boost::asio::buffer(head.data(), head.size()), error);
        Q_ASSERT(!error && is_header_done());
        eager(true);
    }

    QByteArray *body = nullptr;
    bool tooLarge = false;

private:
    void on_request_impl(http::verb, View, View, int, Error &) override { }
    void on_response_impl(int, View, int, Error &) override { }
    void on_field_impl(http::field, View, View, Error &) override { }
    void on_header_impl(Error &) override { }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, Error &) override { }
    std::size_t on_body_impl(View, Error &) override { return 0; }
    void on_finish_impl(Error &) override { }

    void on_chunk_header_impl(std::uint64_t size, View, Error &error) override
    {
        if (size > std::uint64_t(m_maxBody - body->size())) {
            tooLarge = true;
            error = http::error::body_limit;
        }
    }

    std::size_t on_chunk_body_impl(std::uint64_t, View piece, Error &) override
    {
        body->append(piece.data(), qsizetype(piece.size()));
        return piece.size();
    }

    qsizetype m_maxBody;
};

ChunkedBody::ChunkedBody(qsizetype maxBody) : m_parser(std::make_unique<Parser>(maxBody))
{
}

ChunkedBody::~ChunkedBody() = default;

ChunkedBody::Result ChunkedBody::feed(QByteArrayView bytes, QByteArray &body)
{
    Result result;
    // At least so much is always missing before the end, and a last chunk that Beast 1.74 sees
    // in smaller pieces trips an assertion of its.
    if (bytes.size() < ShortestRest)
        return result;
    m_parser->body = &body;
    Error error;
    result.consumed =
        qsizetype(m_parser->put(boost::asio::buffer(bytes.data(), size_t(bytes.size())), error));
    if (m_parser->tooLarge)
        result.status = Status::TooLarge;
    else if (error && error != http::error::need_more)
        result.status = Status::Bad;
    else if (m_parser->is_done())
        result.status = Status::Done;
    else if (bytes.size() - result.consumed > MaxLine)
        result.status = Status::Bad;
    return result;
}

} // namespace Rainbow
