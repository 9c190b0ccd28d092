// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "charts/history.h"

#include <QFrame>

class QLabel;

namespace Rainbow::Admin {

/// A big figure with what explains it and its trend of the last five minutes.
class FigureTile : public QFrame {
    Q_OBJECT

public:
    enum class Level {
        Normal,
        Warning, ///< soon or a little too much
        Alarm, ///< clients suffer
    };

    /// name: of the object.
    explicit FigureTile(const QString &name, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    /// detail: one line below, e.g. "of 100,000"; at another level than normal it says why.
    void setFigure(const QString &value, const QString &detail, Level level = Level::Normal);
    void setTrend(const QList<Sample> &samples, qint64 now);
    /// Greyed: what is shown is of a relay that is away, or there is no such figure.
    void setStale(bool stale);
    [[nodiscard]] bool isStale() const { return m_stale; }

    [[nodiscard]] QString value() const;
    [[nodiscard]] QString detail() const;
    [[nodiscard]] Level level() const { return m_level; }

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyColors();
    void paintTrend(QPainter &painter) const;

    QLabel *m_title;
    QLabel *m_value;
    QLabel *m_detail;
    Level m_level = Level::Normal;
    bool m_stale = false;
    QList<Sample> m_trend;
    qint64 m_now = 0;
};

} // namespace Rainbow::Admin
