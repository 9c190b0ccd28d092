// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QString>

namespace Rainbow {

// All that differs by platform, and all that the app's kind of QCoreApplication decides.

/// X-CLIENT-OS: android, ios, linux, macos, windows, wasm; other: unknown.
[[nodiscard]] QString platformName();

/// Whether a WebSocket request can carry headers, and a connection be pinged and its certificate
/// be looked at: not from within a browser.
inline constexpr bool IsBrowser =
#ifdef Q_OS_WASM
    true;
#else
    false;
#endif

/// Tells when it is worth to look after a connection: the network has changed for the better, or
/// the app has come to the foreground.
class Wakeups : public QObject {
    Q_OBJECT

public:
    explicit Wakeups(QObject *parent = nullptr);

Q_SIGNALS:
    void wokenUp();

private Q_SLOTS:
    void onApplicationState(Qt::ApplicationState state);

private:
    void watchNetwork();
    void watchApplication();

    bool m_wasActive = true;
};

} // namespace Rainbow
