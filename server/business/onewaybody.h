// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QIODevice>

namespace Rainbow {

/// The body of a request that is sent at most once. QNetworkAccessManager repeats a POST by
/// itself when the peer breaks off, even after it has had a whole answer to the repeat; it cannot
/// when the body can be read only once.
class OneWayBody final : public QIODevice {
public:
    explicit OneWayBody(QByteArray bytes, QObject *parent = nullptr);

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

} // namespace Rainbow
