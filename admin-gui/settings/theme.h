// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>

class QSettings;

namespace Rainbow::Admin {

/// Light or dark. There is one Theme per program, made before the first window; it sets the style
/// and the palette of the application. Widgets are told by QEvent::PaletteChange as usual.
class Theme : public QObject {
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };
    Q_ENUM(Choice)
    enum class Scheme { Light, Dark };
    Q_ENUM(Scheme)

    /// What a colour says. Each can be read as text on window and base (contrast 4.5:1 and more),
    /// and in each row below one can be told from another by people who do not see all colours.
    /// Say the same in words or shape nevertheless.
    enum class Role {
        Good,
        Warning,
        Bad,

        In, ///< from the client to the relay
        Out, ///< from the relay to the client

        Muted, ///< beside the point
        Accent, ///< what can be clicked, or is looked at now
    };
    Q_ENUM(Role)

    /// Takes up what was chosen the last time. settings must outlive it; key: "theme".
    explicit Theme(QSettings &settings, QObject *parent = nullptr);

    [[nodiscard]] Choice choice() const { return m_choice; }
    void choose(Choice choice);

    /// The one on the screen.
    [[nodiscard]] static Scheme scheme();
    [[nodiscard]] static QPalette palette(Scheme scheme);

    [[nodiscard]] static QColor color(Role role) { return color(role, scheme()); }
    [[nodiscard]] static QColor color(Role role, Scheme scheme);

    /// Of the lines of a chart; contrast 3:1 and more on base and window. They begin again after
    /// seriesCount().
    [[nodiscard]] static QColor series(int number) { return series(number, scheme()); }
    [[nodiscard]] static QColor series(int number, Scheme scheme);
    [[nodiscard]] static int seriesCount();

Q_SIGNALS:
    /// The scheme on the screen is another one; the palette is set already.
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();

    QSettings &m_settings;
    Choice m_choice = Choice::System;
    bool m_isApplying = false;
};

} // namespace Rainbow::Admin
