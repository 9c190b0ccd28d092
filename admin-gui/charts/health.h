// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "charts/figuretile.h"

#include <QCoreApplication>
#include <QJsonObject>

namespace Rainbow::Admin {

/// What the figures of a node, of an application, or of all together say: values, what explains
/// them, and whether somebody should look.
class Health {
    Q_DECLARE_TR_FUNCTIONS(Rainbow::Admin::Health)

public:
    struct Reading {
        QString value;
        QString detail;
        FigureTile::Level level = FigureTile::Level::Normal;
    };

    /// stats: an event.
    Health(const QJsonObject &stats, const Subject &subject, const Figures &figures);

    /// Warns from 90 % of the limit on, which is not an application's.
    [[nodiscard]] Reading connections() const;
    [[nodiscard]] Reading messagesIn() const;
    [[nodiscard]] Reading messagesOut() const;
    [[nodiscard]] Reading channels() const;
    /// Warns when one in a hundred takes longer than a second.
    [[nodiscard]] Reading latency() const;
    /// Warns of any, alarms when one in ten fails.
    [[nodiscard]] Reading failures() const;
    /// Warns from 80 % of the budget on; alarms when clients are refused or closed for it.
    /// Applications have no memory and no CPU of their own: none() then.
    [[nodiscard]] Reading memory() const;
    /// Warns when a worker uses over 80 % of its core, alarms over 95 %.
    [[nodiscard]] Reading cpu() const;
    /// "relay-1 · 0.1.0 · up for 3 d 4 h", or how many nodes.
    [[nodiscard]] QString summary() const;

private:
    [[nodiscard]] double sum(const QString &member) const;
    [[nodiscard]] double sumOfRows(const QString &member) const;
    [[nodiscard]] double figure(Figure figure) const;

    [[nodiscard]] Reading notOfApps() const;

    QString m_app; ///< empty: all
    QList<QJsonObject> m_nodes;
    QList<QJsonObject> m_rows; ///< their totals, or the application's part of them
    Figures m_figures;
};

} // namespace Rainbow::Admin
