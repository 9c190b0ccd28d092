// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "gate/upgrade.h"
#include "http/octets.h"
#include "http/requesthead.h"

using namespace Rainbow;

// Requests to become a WebSocket: those that are let through have all that the handshake needs.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const RequestHeadResult parsed = parseRequestHead(Fuzz::bytesOf(data, size), 16 * 1024);
    if (parsed.status != RequestHeadResult::Status::Ok)
        return 0;
    const RequestHead &head = parsed.head;
    if (const auto name = clientName(head))
        MUST(!name->platform.isEmpty() && !name->device.isEmpty());

    const SessionProtocol protocol = protocolOf(head);
    if (const auto token = sessionToken(head)) {
        MUST(protocol == SessionProtocol::Version2);
        MUST(token->secret.size() == SessionToken::SecretSize);
        MUST(SessionToken::parse(token->toText()) == token);
    }

    const auto problem = upgradeProblem(head);
    if (problem) {
        MUST(problem->status == 400 || problem->status == 426);
        MUST(!problem->body.isEmpty());
        for (const HeaderField &field : problem->headers)
            MUST(isToken(field.name) && isFieldValue(field.value));
        return 0;
    }
    MUST(head.method == "GET" && head.minorVersion == 1);
    MUST(head.headerCount("Sec-WebSocket-Key") == 1);
    MUST(QByteArray::fromBase64(*head.header("Sec-WebSocket-Key")).size() == 16);
    MUST(head.header("Sec-WebSocket-Version") == "13");
    MUST(!head.chunked && head.contentLength.value_or(0) == 0);
    const QByteArray answer = handshakeAnswer(head, protocol);
    MUST(answer.contains("rainbow.2") == (protocol == SessionProtocol::Version2));
    MUST(answer.startsWith("HTTP/1.1 101 ") && answer.endsWith("\r\n\r\n"));
    MUST(answer.count('\r') == answer.count('\n') && answer.count("\r\n\r\n") == 1);
    return 0;
}
