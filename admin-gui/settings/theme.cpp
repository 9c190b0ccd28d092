// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/theme.h"

#include <QApplication>
#include <QEvent>
#include <QMetaEnum>
#include <QScopedValueRollback>
#include <QSettings>
#include <QToolTip>

#include <array>

namespace Rainbow::Admin {

namespace {

constexpr int DarkBelow = 128; // of 255, a window's lightness

struct Colours {
    QRgb window, base, alternate, button, text, disabledText, placeholder;
    QRgb accent, accentText, inactiveAccent, disabledAccent;
    QRgb link, visitedLink, toolTip, toolTipText;
    QRgb light, midlight, mid, dark, shadow; // of edges
    std::array<QRgb, 7> roles; // as in Role
    std::array<QRgb, 6> series;
};

constexpr Colours LightColours{
    .window = 0xfff3f4f6,
    .base = 0xffffffff,
    .alternate = 0xfff6f8fa,
    .button = 0xfff9fafb,
    .text = 0xff1b1f24,
    .disabledText = 0xff8a929c,
    .placeholder = 0xff646d78,
    .accent = 0xff1f5fc4,
    .accentText = 0xffffffff,
    .inactiveAccent = 0xff54719b,
    .disabledAccent = 0xffd8dce1,
    .link = 0xff1a56b8,
    .visitedLink = 0xff6b3fa0,
    .toolTip = 0xff2b3138,
    .toolTipText = 0xfff3f4f6,
    .light = 0xffffffff,
    .midlight = 0xffe9ebee,
    .mid = 0xffc5cad1,
    .dark = 0xffa2a9b2,
    .shadow = 0xff6d7580,
    .roles = {0xff1f7a45, 0xff946000, 0xff96131a, 0xff124fbf, 0xff8a4b00, 0xff59636e, 0xff1f5fc4},
    .series = {0xff0154ee, 0xffd86701, 0xff2c9d71, 0xffbb5baf, 0xff4b3703, 0xff313441},
};

constexpr Colours DarkColours{
    .window = 0xff282d35,
    .base = 0xff1a1d22,
    .alternate = 0xff1f2329,
    .button = 0xff343b45,
    .text = 0xffe4e8ee,
    .disabledText = 0xff7d8793,
    .placeholder = 0xff8f99a5,
    .accent = 0xff2f6fd0,
    .accentText = 0xffffffff,
    .inactiveAccent = 0xff44546e,
    .disabledAccent = 0xff3b424b,
    .link = 0xff7db4ff,
    .visitedLink = 0xffc4a1ff,
    .toolTip = 0xff3a424d,
    .toolTipText = 0xfff3f5f8,
    .light = 0xff47505b,
    .midlight = 0xff3d454f,
    .mid = 0xff414954,
    .dark = 0xff14171b,
    .shadow = 0xff0b0d10,
    .roles = {0xff32b065, 0xfff5b83d, 0xffffa8a2, 0xff5aaeff, 0xffffb98f, 0xffa0aab6, 0xff6ea8fe},
    .series = {0xff3aa7ff, 0xffd46615, 0xff1ee480, 0xffc66294, 0xffe9d907, 0xffe3e5e8},
};

const Colours &coloursOf(Theme::Scheme scheme)
{
    return scheme == Theme::Scheme::Dark ? DarkColours : LightColours;
}

Theme::Scheme schemeOf(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < DarkBelow ? Theme::Scheme::Dark
                                                                   : Theme::Scheme::Light;
}

/// What the desktop would have us look like.
Theme::Scheme desktopScheme()
{
    QApplication::setPalette(QPalette());
    return schemeOf(QGuiApplication::palette());
}

} // namespace

Theme::Theme(QSettings &settings, QObject *parent) : QObject(parent), m_settings(settings)
{
    QApplication::setStyle(u"Fusion"_qs);
    const QByteArray name = settings.value(u"theme"_qs).toString().toLatin1();
    bool isKnown = false;
    const int value = QMetaEnum::fromType<Choice>().keyToValue(name.constData(), &isKnown);
    if (isKnown)
        m_choice = Choice(value);
    apply();
    qApp->installEventFilter(this);
}

void Theme::choose(Choice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    m_settings.setValue(u"theme"_qs,
                        QString::fromLatin1(QMetaEnum::fromType<Choice>().valueToKey(int(choice))));
    const Scheme before = scheme();
    apply();
    if (scheme() != before)
        Q_EMIT changed();
}

Theme::Scheme Theme::scheme()
{
    return schemeOf(QGuiApplication::palette());
}

QPalette Theme::palette(Scheme scheme)
{
    const Colours &is = coloursOf(scheme);
    QPalette palette;
    const std::pair<QPalette::ColorRole, QRgb> everywhere[] = {
        {QPalette::Window, is.window},
        {QPalette::WindowText, is.text},
        {QPalette::Base, is.base},
        {QPalette::AlternateBase, is.alternate},
        {QPalette::Text, is.text},
        {QPalette::Button, is.button},
        {QPalette::ButtonText, is.text},
        {QPalette::BrightText, is.roles[size_t(Role::Bad)]},
        {QPalette::PlaceholderText, is.placeholder},
        {QPalette::Highlight, is.accent},
        {QPalette::HighlightedText, is.accentText},
        {QPalette::Link, is.link},
        {QPalette::LinkVisited, is.visitedLink},
        {QPalette::ToolTipBase, is.toolTip},
        {QPalette::ToolTipText, is.toolTipText},
        {QPalette::Light, is.light},
        {QPalette::Midlight, is.midlight},
        {QPalette::Mid, is.mid},
        {QPalette::Dark, is.dark},
        {QPalette::Shadow, is.shadow},
    };
    for (const auto &[role, colour] : everywhere)
        palette.setColor(role, QColor::fromRgb(colour));
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                      QPalette::HighlightedText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(is.disabledText));
    palette.setColor(QPalette::Disabled, QPalette::Base, QColor::fromRgb(is.window));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(is.disabledAccent));
    // Text on it stays as it is: icons do not know whether their window is active.
    palette.setColor(QPalette::Inactive, QPalette::Highlight, QColor::fromRgb(is.inactiveAccent));
    return palette;
}

QColor Theme::color(Role role, Scheme scheme)
{
    return QColor::fromRgb(coloursOf(scheme).roles[size_t(role)]);
}

QColor Theme::series(int number, Scheme scheme)
{
    const auto &series = coloursOf(scheme).series;
    return QColor::fromRgb(series[size_t(qMax(number, 0)) % series.size()]);
}

int Theme::seriesCount()
{
    return int(LightColours.series.size());
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // Comes to the windows when the desktop has another theme, not when we set the palette.
    if (event->type() == QEvent::ThemeChange && m_choice == Choice::System && !m_isApplying) {
        const Scheme before = scheme();
        apply();
        if (scheme() != before)
            Q_EMIT changed();
    }
    return QObject::eventFilter(watched, event);
}

void Theme::apply()
{
    const QScopedValueRollback applying(m_isApplying, true);
    Scheme wanted = Scheme::Light;
    if (m_choice == Choice::System)
        wanted = desktopScheme();
    else if (m_choice == Choice::Dark)
        wanted = Scheme::Dark;
    const QPalette all = palette(wanted);
    QApplication::setPalette(all);
    // Has a palette of its own, which comes from the desktop.
    QToolTip::setPalette(all);
}

} // namespace Rainbow::Admin
