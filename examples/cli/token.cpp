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
constexpr qint64 DefaultTtl = 3600; ///< seconds

const auto EmptySecret = u"the secret is empty"_qs;

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
        u"seconds"_qs, QString::number(DefaultTtl)};
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

/// What is wrong with an account; empty: nothing.
QString accountProblem(const QString &account)
{
    const QByteArray name = account.toUtf8();
    const auto isControl = [](char c) { return quint8(c) < 0x20 || c == 0x7f; };
    const bool isGood = !name.isEmpty() && name.size() <= MaxAccount
        && std::none_of(name.begin(), name.end(), isControl);
    return isGood ? QString() : u"--sub must be 1 to 255 bytes without control characters"_qs;
}

/// The first line of a file, without the blanks around it; on an error, why says what it is.
QByteArray readSecret(const QString &fileName, QString &why)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        why = u"cannot read %1: %2"_qs.arg(fileName, file.errorString());
    return why.isEmpty() ? file.readLine(MaxSecret).trimmed() : QByteArray();
}

QJsonObject claimsOf(const QString &account, qint64 now, qint64 ttl)
{
    return {{u"sub"_qs, account}, {u"iat"_qs, now}, {u"exp"_qs, now + ttl}};
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
    QString problem;
    const QByteArray secret = parser.isSet(declared.secretFile)
        ? readSecret(parser.value(declared.secretFile), problem)
        : parser.value(declared.secret).toUtf8();
    if (!problem.isEmpty())
        return usageError(problem);
    if (secret.isEmpty())
        return usageError(EmptySecret);

    const QString account = parser.value(declared.sub);
    problem = accountProblem(account);
    if (!problem.isEmpty())
        return usageError(problem);
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const std::optional<qint64> ttl = toSeconds(parser.value(declared.ttl));
    if (!ttl)
        return usageError(u"--ttl cannot be '%1'"_qs.arg(parser.value(declared.ttl)));
    QJsonObject claims = claimsOf(account, now, *ttl);
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

MadeToken makeToken(const QString &secretFile, const QString &account)
{
    QString why = accountProblem(account);
    if (!why.isEmpty())
        return {{}, why};
    const QByteArray secret = readSecret(secretFile, why);
    if (!why.isEmpty())
        return {{}, why};
    if (secret.isEmpty())
        return {{}, EmptySecret};
    return {sign(claimsOf(account, QDateTime::currentSecsSinceEpoch(), DefaultTtl), secret), {}};
}

} // namespace Rainbow::Cli
