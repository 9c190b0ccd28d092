// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "token.h"

#include <QCommandLineParser>
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <optional>

namespace Rainbow::Cli {

namespace {

constexpr qsizetype MaxAccount = 255; ///< bytes, as the relay has it
constexpr qint64 MaxSecret = 64 * 1024;
constexpr qint64 MaxSeconds = 10'000'000'000;

struct Declared {
    const QCommandLineOption secret{u"secret"_qs,
                                    u"The application's app_secret; others on this "
                                    "machine may see it among the processes."_qs,
                                    u"secret"_qs};
    const QCommandLineOption secretFile{
        u"secret-file"_qs, u"A file whose first line it is, without the blanks around it."_qs,
        u"file"_qs};
    const QCommandLineOption sub{u"sub"_qs, u"Whose token it is: the account, 1 to 255 bytes."_qs,
                                 u"account"_qs};
    const QCommandLineOption ttl{
        u"ttl"_qs, u"It expires after that time; below 0: it has expired (--ttl=-60)."_qs,
        u"seconds"_qs, u"3600"_qs};
    const QCommandLineOption nbf{
        u"nbf"_qs, u"It is not valid before that time from now; not said when not given."_qs,
        u"seconds"_qs};
    const QCommandLineOption help{{u"h"_qs, u"help"_qs}, u"Prints this help."_qs};
};

ParsedOptions usageError(const QString &what)
{
    return {.options = {},
            .text = u"rainbow-cli token: %1\nTry 'rainbow-cli token --help'.\n"_qs.arg(what),
            .exitCode = ExitUsage};
}

std::optional<qint64> toSeconds(const QString &text)
{
    bool ok = false;
    const qint64 seconds = text.toLongLong(&ok);
    if (!ok || seconds < -MaxSeconds || seconds > MaxSeconds)
        return std::nullopt;
    return seconds;
}

bool isAccount(const QByteArray &name)
{
    const auto isControl = [](char c) { return quint8(c) < 0x20 || c == 0x7f; };
    return !name.isEmpty() && name.size() <= MaxAccount
        && std::none_of(name.begin(), name.end(), isControl);
}

QByteArray base64(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray sign(const QJsonObject &claims, const QByteArray &secret)
{
    const QByteArray toSign = base64(R"({"alg":"HS256","typ":"JWT"})") + '.'
        + base64(QJsonDocument(claims).toJson(QJsonDocument::Compact));
    return toSign + '.'
        + base64(QMessageAuthenticationCode::hash(toSign, secret, QCryptographicHash::Sha256));
}

} // namespace

bool isTokenCommand(const QStringList &arguments)
{
    return arguments.value(1) == u"token";
}

ParsedOptions runTokenCommand(const QStringList &arguments)
{
    const Declared declared;
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Prints a token (JWT, HS256) with which a client of im connects to a Rainbow relay."_qs);
    parser.addOptions({declared.secret, declared.secretFile, declared.sub, declared.ttl,
                       declared.nbf, declared.help});
    parser.addPositionalArgument(u"token"_qs, u"What to do."_qs, u"token"_qs);
    if (!parser.parse(arguments))
        return usageError(parser.errorText());
    if (parser.isSet(declared.help))
        return {.options = {}, .text = parser.helpText(), .exitCode = ExitDone};
    if (parser.positionalArguments().size() > 1)
        return usageError(u"what is '%1'?"_qs.arg(parser.positionalArguments().at(1)));

    if (parser.isSet(declared.secret) == parser.isSet(declared.secretFile))
        return usageError(u"either --secret or --secret-file must be given"_qs);
    QByteArray secret = parser.value(declared.secret).toUtf8();
    if (parser.isSet(declared.secretFile)) {
        QFile file(parser.value(declared.secretFile));
        if (!file.open(QIODevice::ReadOnly))
            return usageError(u"cannot read %1: %2"_qs.arg(file.fileName(), file.errorString()));
        secret = file.readLine(MaxSecret).trimmed();
    }
    if (secret.isEmpty())
        return usageError(u"the secret is empty"_qs);

    const QString account = parser.value(declared.sub);
    if (!isAccount(account.toUtf8()))
        return usageError(u"--sub must be 1 to 255 bytes without control characters"_qs);
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const std::optional<qint64> ttl = toSeconds(parser.value(declared.ttl));
    if (!ttl)
        return usageError(u"--ttl cannot be '%1'"_qs.arg(parser.value(declared.ttl)));
    QJsonObject claims{{u"sub"_qs, account}, {u"iat"_qs, now}, {u"exp"_qs, now + *ttl}};
    if (parser.isSet(declared.nbf)) {
        const std::optional<qint64> nbf = toSeconds(parser.value(declared.nbf));
        if (!nbf)
            return usageError(u"--nbf cannot be '%1'"_qs.arg(parser.value(declared.nbf)));
        claims[u"nbf"_qs] = now + *nbf;
    }
    return {.options = {},
            .text = QString::fromLatin1(sign(claims, secret) + '\n'),
            .exitCode = ExitDone};
}

} // namespace Rainbow::Cli
