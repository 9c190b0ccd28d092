// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "http/requestreader.h"

#include <QBuffer>

using namespace Rainbow;

namespace {

constexpr char Refusal[] = "\r\nrefused: "; ///< no request begins so

HttpSettings smallLimits()
{
    HttpSettings settings;
    settings.maxHead = 1024;
    settings.maxBody = 512;
    return settings;
}

/// Everything that the reader makes of the bytes, in a form that can be compared.
QByteArray readAll(QByteArrayView bytes, quint8 how)
{
    const HttpSettings settings = smallLimits();
    RequestReader reader(settings);
    QByteArray seen;
    Fuzz::inPieces(bytes, how, [&](QByteArrayView piece) {
        QByteArray copy = piece.toByteArray();
        QBuffer device(&copy);
        MUST(device.open(QIODevice::ReadOnly));
        MUST(reader.readFrom(device) && device.atEnd());
        for (;;) {
            const RequestReader::Status status = reader.next();
            if (status == RequestReader::Status::More)
                return true;
            if (status == RequestReader::Status::Bad) {
                MUST(reader.code() >= 400 && !reader.reason().isEmpty());
                seen += Refusal + QByteArray::number(reader.code()) + ' ' + reader.reason();
                return false;
            }
            MUST(reader.body().size() <= settings.maxBody);
            MUST(reader.head().chunked
                 || reader.head().contentLength.value_or(0) == reader.body().size());
            seen += reader.head().method + ' ' + reader.head().target + '\n' + reader.body() + '\n';
        }
    });
    return seen.contains(Refusal) ? seen : seen + char('0' + int(reader.phase()));
}

} // namespace

// Requests with bodies, one behind the other: cut anywhere they are the same. The first byte of the
// input says where to cut.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    QByteArrayView bytes = Fuzz::bytesOf(data, size);
    const quint8 how = Fuzz::takeByte(bytes);
    // More than one read may take at once is for the unit tests.
    const QByteArray stream =
        bytes.first(std::min<qsizetype>(bytes.size(), 7 * 1024)).toByteArray();
    const QByteArray whole = readAll(stream, 'w');
    // In pieces, what is wrong may be noticed later: up to 4 bytes in a body, in a head at the end
    // of the line.
    const QByteArray later = whole.contains(Refusal) ? QByteArray(5, '\n') : QByteArray();
    MUST(readAll(stream + later, how) == whole);
    MUST(readAll(stream + later, '1') == whole);
    return 0;
}
