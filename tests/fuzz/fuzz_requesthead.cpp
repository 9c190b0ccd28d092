// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "http/octets.h"
#include "http/requesthead.h"

using namespace Rainbow;

namespace {

using Status = RequestHeadResult::Status;

constexpr qsizetype MaxHead = 1024;

bool isClean(QByteArrayView text)
{
    return !text.contains('\0') && !text.contains('\r') && !text.contains('\n');
}

void checkHead(const RequestHead &head)
{
    MUST(isToken(head.method));
    MUST(head.path.startsWith('/') && isClean(head.path));
    MUST(!head.target.isEmpty() && isClean(head.target) && !head.target.contains(' '));
    for (const auto &[name, value] : head.query)
        MUST(isClean(name) && isClean(value));
    for (const HeaderField &field : head.headers) {
        MUST(isToken(field.name) && isFieldValue(field.value));
        MUST(trimmedBlanks(field.value) == field.value);
        MUST(head.header(field.name).has_value());
    }
    MUST(head.minorVersion == 0 || head.minorVersion == 1);
    MUST(head.headerCount("Host") <= 1);
    MUST(head.minorVersion == 0 || head.headerCount("Host") == 1);
}

/// What a body may not be in doubt about (RFC 9112 §6.3).
void checkFraming(const RequestHead &head)
{
    MUST(!head.chunked || (head.minorVersion == 1 && !head.contentLength));
    MUST(head.chunked == (head.headerCount("Transfer-Encoding") > 0));
    MUST(head.contentLength.has_value() == (head.headerCount("Content-Length") == 1));
    MUST(head.headerCount("Content-Length") <= 1);
    MUST(head.contentLength.value_or(0) >= 0);
}

} // namespace

// Request heads: what is taken has no byte that could forge a line and no doubt about its body, and
// the verdict does not depend on what comes later.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView bytes = Fuzz::bytesOf(data, size);
    const RequestHeadResult whole = parseRequestHead(bytes, MaxHead);
    switch (whole.status) {
    case Status::Ok:
        MUST(whole.size > 0 && whole.size <= std::min(bytes.size(), MaxHead));
        MUST(bytes.first(whole.size).endsWith("\r\n\r\n"));
        checkHead(whole.head);
        checkFraming(whole.head);
        MUST(parseRequestHead(bytes.first(whole.size), whole.size).status == Status::Ok);
        MUST(parseRequestHead(bytes.first(whole.size - 1), MaxHead).status == Status::Incomplete);
        break;
    case Status::Bad:
        MUST(whole.code == 400 || whole.code == 431 || whole.code == 501 || whole.code == 505);
        MUST(!whole.reason.isEmpty() && isFieldValue(whole.reason));
        break;
    case Status::Incomplete:
        MUST(bytes.size() <= MaxHead);
        break;
    }

    const RequestHeadResult part = parseRequestHead(bytes.first(bytes.size() / 2), MaxHead);
    if (part.status == Status::Incomplete)
        return 0;
    MUST(whole.status == part.status && whole.code == part.code && whole.size == part.size);
    return 0;
}
