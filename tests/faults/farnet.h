// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace Rainbow::Faults {

/// A network of its own, a namespace, behind a virtual cable that can be pulled. Needs the rights
/// of an administrator, and ip of iproute2.
class FarNet {
public:
    /// Lays the cable; hasCable() tells whether that was allowed.
    FarNet();
    ~FarNet();
    FarNet(const FarNet &) = delete;
    FarNet &operator=(const FarNet &) = delete;

    [[nodiscard]] bool hasCable() const { return m_hasCable; }
    /// What ip said when it was not.
    [[nodiscard]] QByteArray problem() const { return m_problem; }
    /// Where this end of the cable is, for a relay to listen on.
    [[nodiscard]] QString address() const;
    /// Pulls the far end, or plugs it in again: what is sent gets lost without a word.
    [[nodiscard]] bool setPlugged(bool on);
    /// A socket out there that is connected to a port of address(); -1: none.
    [[nodiscard]] int connectFromThere(quint16 port) const;

private:
    bool ip(const QString &arguments);

    QString m_name;
    int m_subnet;
    bool m_hasCable = false;
    QByteArray m_problem;
};

} // namespace Rainbow::Faults
