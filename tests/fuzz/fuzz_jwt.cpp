// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "gate/jsonwebtoken.h"

#include <QByteArrayList>
#include <QMessageAuthenticationCode>

using namespace Rainbow;

namespace {

constexpr qint64 Now = 1'700'000'000;

QByteArray base64(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray macOf(const QByteArray &text)
{
    return base64(QMessageAuthenticationCode::hash(text, "topsecret", QCryptographicHash::Sha256));
}

void mustHold(const TokenVerdict &verdict)
{
    const QByteArray &account = verdict.account.bytes();
    MUST(verdict.isAccepted() == !account.isEmpty());
    MUST(account.size() <= 255 && QByteArrayView(account).isValidUtf8());
    MUST(std::none_of(account.begin(), account.end(), [](char c) { return quint8(c) < 0x20; }));
    MUST(verdict.isAccepted() ? verdict.expiresAt > Now - TokenLeeway : verdict.expiresAt == 0);
}

} // namespace

// Tokens: the input as one, and as header and claims (its first line, and the rest) of one that is
// rightly signed, whose every other signature is refused.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray input = Fuzz::bytesOf(data, size).toByteArray();
    const TokenVerdict direct = checkToken(input, {"topsecret", "other"}, Now);
    mustHold(direct);
    MUST(!direct.isAccepted() || input.endsWith('.' + macOf(input.first(input.lastIndexOf('.')))));

    const qsizetype line = input.indexOf('\n');
    const QByteArray toSign =
        base64(input.left(line)) + '.' + base64(line < 0 ? QByteArray() : input.sliced(line + 1));
    QByteArray token = toSign + '.' + macOf(toSign);
    const TokenVerdict right = checkToken(token, {"topsecret"}, Now);
    mustHold(right);
    MUST(!checkToken(token, {"other"}, Now).isAccepted());
    MUST(!checkToken(token, {}, Now).isAccepted());
    MUST(!right.isAccepted() || !checkToken(token, {"topsecret"}, right.expiresAt + 10).isAccepted()
         || right.expiresAt == 253'402'300'799);
    const qsizetype somewhere = token.size() - 1 - qsizetype(size) % 43;
    token[somewhere] = token[somewhere] == 'A' ? 'B' : 'A';
    MUST(!checkToken(token, {"topsecret"}, Now).isAccepted());
    return 0;
}
