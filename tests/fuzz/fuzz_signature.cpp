// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/signature.h"
#include "fuzz/fuzz.h"

#include <QByteArrayList>

using namespace Rainbow;

// Signatures: what was signed is accepted within the window and nothing else is. The input's lines
// are the token, the timestamp, the nonce, the signature.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    constexpr qint64 Now = 1'700'000'000;
    constexpr qint64 Window = 10;
    const QByteArrayList lines = Fuzz::bytesOf(data, size).toByteArray().split('\n');
    const QByteArray token = lines.value(0);
    const QByteArray timestamp = lines.value(1);
    const QByteArray nonce = lines.value(2);
    const QByteArray given = lines.value(3);

    const QByteArray right = signature(token, timestamp, nonce);
    MUST(right.size() == 40 && right == right.toLower());
    MUST(right == signature(nonce, token, timestamp));
    const bool taken = signatureMatches(token, timestamp, nonce, right, Now, Window);
    MUST(signatureMatches(token, timestamp, nonce, given, Now, Window)
         == (taken && given == right));

    bool isNumber = false;
    const qint64 time = timestamp.toLongLong(&isNumber);
    MUST(!taken || (isNumber && std::abs(time - Now) <= Window && !nonce.isEmpty()));
    QByteArray wrong = right;
    const auto somewhere = qsizetype(size) % wrong.size();
    wrong[somewhere] = char(wrong[somewhere] ^ 1);
    MUST(!signatureMatches(token, timestamp, nonce, wrong, Now, Window));
    return 0;
}
