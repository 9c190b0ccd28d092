// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlexchange.h"

#include "curl/curlerror.h"
#include "curl/curlsite.h"

#include <algorithm>
#include <cstring>

namespace Rainbow {

namespace {

constexpr char Codings[] = "gzip, deflate";
constexpr qsizetype UsualHead = 512;
constexpr qsizetype LargeBody = 512 * 1024; // half of what libcurl asks leave for

bool isSameName(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

CurlExchange::CurlExchange(std::shared_ptr<CurlSite> site, Listener &listener)
    : m_site(std::move(site)), m_listener(listener), m_handle(m_site->take())
{
    m_requestLines.reserve(UsualHead);
}

CurlExchange::~CurlExchange()
{
    release();
}

// --- the request

void CurlExchange::addLine(QByteArrayView first, QByteArrayView second, QByteArrayView third)
{
    m_requestLines.append(first).append(second).append(third).append('\0');
    ++m_lineCount;
}

void CurlExchange::addHeader(QByteArrayView name, QByteArrayView value)
{
    if (isSameName(name, "Content-Length"))
        return;
    m_hasType = m_hasType || isSameName(name, "Content-Type");
    m_hasCoding = m_hasCoding || isSameName(name, "Accept-Encoding");
    m_hasAccept = m_hasAccept || isSameName(name, "Accept");
    // A semicolon is how libcurl wants to be told of a header without a value.
    if (value.isEmpty())
        addLine(name, ";");
    else
        addLine(name, ": ", value);
}

void CurlExchange::finishHeaders()
{
    if (!m_hasCoding)
        addLine("Accept-Encoding: ", Codings);
    curl_easy_setopt(m_handle, CURLOPT_ACCEPT_ENCODING, m_hasCoding ? nullptr : Codings);
    // What libcurl would add by itself.
    if (m_requestBody.size() >= LargeBody)
        addLine("Expect:");
    if (!m_hasType)
        addLine("Content-Type:");
    if (!m_hasAccept)
        addLine("Accept:");

    m_requestList.resize(m_lineCount);
    char *line = m_requestLines.data();
    for (curl_slist &entry : m_requestList) {
        entry.data = line;
        entry.next = &entry == &m_requestList.back() ? nullptr : &entry + 1;
        line += std::strlen(line) + 1;
    }
    curl_easy_setopt(m_handle, CURLOPT_HTTPHEADER, m_requestList.data());
}

void CurlExchange::get(QByteArrayView url)
{
    curl_easy_setopt(m_handle, CURLOPT_HTTPGET, 1L);
    start(url);
}

void CurlExchange::post(QByteArrayView url, const QByteArray &body)
{
    m_requestBody = body;
    curl_easy_setopt(m_handle, CURLOPT_POST, 1L);
    curl_easy_setopt(m_handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(m_requestBody.size()));
    curl_easy_setopt(m_handle, CURLOPT_POSTFIELDS, m_requestBody.constData());
    start(url);
}

void CurlExchange::start(QByteArrayView url)
{
    const QByteArray target = m_site->targetOf(url);
    curl_easy_setopt(m_handle, CURLOPT_REQUEST_TARGET, target.constData());
    curl_easy_setopt(m_handle, CURLOPT_HEADERFUNCTION, &CurlExchange::onHeader);
    curl_easy_setopt(m_handle, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_handle, CURLOPT_WRITEFUNCTION, &CurlExchange::onBody);
    curl_easy_setopt(m_handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_handle, CURLOPT_PREREQFUNCTION, &CurlExchange::onRequest);
    curl_easy_setopt(m_handle, CURLOPT_PREREQDATA, this);
    finishHeaders();
    m_site->start(m_handle, *this);
}

void CurlExchange::stop()
{
    release();
}

void CurlExchange::release()
{
    if (CURL *const handle = std::exchange(m_handle, nullptr))
        m_site->giveBack(handle);
}

// --- libcurl calls

int CurlExchange::onRequest(void *exchange, char *, char *, int, int)
{
    // libcurl repeats a request when a connection it had kept turns out to be closed, even one that
    // has been sent whole, and that may have been carried out.
    const bool isRepeat = std::exchange(static_cast<CurlExchange *>(exchange)->m_sent, true);
    return isRepeat ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

size_t CurlExchange::onHeader(char *data, size_t one, size_t size, void *exchange)
{
    const size_t bytes = one * size;
    auto *self = static_cast<CurlExchange *>(exchange);
    return self->takeHeaderLine(QByteArrayView(data, qsizetype(bytes))) ? bytes : 0;
}

bool CurlExchange::takeHeaderLine(QByteArrayView line)
{
    m_headSize += line.size();
    if (m_headSize > MaxHead)
        return false;
    const QByteArrayView text = line.trimmed();
    if (line.startsWith("HTTP/")) {
        takeStatusLine(text);
    } else if (m_headIsWhole) {
        // A trailer (RFC 9110 §6.5).
    } else if (line.startsWith(' ') || line.startsWith('\t')) {
        // A folded line (RFC 9112 §5.2).
        if (!m_headers.isEmpty() && !text.isEmpty())
            m_headers.last().second.append(' ').append(text);
    } else if (text.isEmpty()) {
        m_headIsWhole = m_status >= 200;
        if (m_tellsProgress && m_headIsWhole)
            m_site->multi().progressed(m_handle);
    } else if (const qsizetype colon = text.indexOf(':'); colon > 0) {
        takeHeader(text.first(colon), text.sliced(colon + 1).trimmed());
    }
    return true;
}

void CurlExchange::takeStatusLine(QByteArrayView line)
{
    // An interim answer (RFC 9110 §15.2), or that of a proxy, is not the one.
    m_headers.clear();
    m_headIsWhole = false;
    long status = 0;
    curl_easy_getinfo(m_handle, CURLINFO_RESPONSE_CODE, &status);
    m_status = int(status);
    const qsizetype code = line.indexOf(' ');
    const qsizetype reason = code < 0 ? -1 : line.indexOf(' ', code + 1);
    m_reason = reason < 0 ? QByteArray() : line.sliced(reason + 1).toByteArray();
}

void CurlExchange::takeHeader(QByteArrayView name, QByteArrayView value)
{
    const auto same =
        std::find_if(m_headers.begin(), m_headers.end(),
                     [name](const Header &header) { return isSameName(header.first, name); });
    if (same == m_headers.end())
        m_headers.append(
            {name.toByteArray(), value.isEmpty() ? QByteArray("") : value.toByteArray()});
    else // the one that cannot be a list (RFC 9110 §5.3) has lines
        same->second.append(isSameName(name, "Set-Cookie") ? "\n" : ", ").append(value);
}

size_t CurlExchange::onBody(char *data, size_t one, size_t size, void *exchange)
{
    return static_cast<CurlExchange *>(exchange)->takePiece(data, one * size);
}

size_t CurlExchange::takePiece(const char *data, size_t size)
{
    if (m_maxBody > 0 && m_body.size() + qsizetype(size) > m_maxBody) {
        m_isTooLarge = true;
        return 0;
    }
    if (m_room > 0 && bodySize() >= m_room) {
        m_isPaused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    m_body.append(data, qsizetype(size));
    if (m_tellsProgress)
        m_site->multi().progressed(m_handle);
    return size;
}

// --- the answer

void CurlExchange::onDone(CURLcode result)
{
    if (result == CURLE_PEER_FAILED_VERIFICATION)
        m_sslError = sslErrorOf(m_handle);
    release();
    // Not an answer: it has ended in its head.
    if (result == CURLE_OK && !m_headIsWhole)
        result = CURLE_GOT_NOTHING;
    m_listener.onEnd(result);
}

qsizetype CurlExchange::takeBody(char *to, qsizetype size)
{
    size = std::min(size, bodySize());
    if (size > 0)
        std::memcpy(to, m_body.constData() + m_read, size_t(size));
    m_read += size;
    if (m_read == m_body.size()) {
        m_body.clear();
        m_read = 0;
    }
    if (m_isPaused && m_handle && bodySize() < m_room) {
        m_isPaused = false;
        m_site->multi().resume(m_handle);
    }
    return size;
}

} // namespace Rainbow
