// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "settings/theme.h"

#include <QApplication>
#include <QSettings>
#include <QSignalSpy>
#include <QStyle>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include <array>
#include <cmath>

using namespace Rainbow::Admin;

Q_DECLARE_METATYPE(QPalette::ColorRole)

namespace {

using Linear = std::array<double, 3>; // red, green, blue, 0 … 1

Linear linear(const QColor &color)
{
    const auto one = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return {one(color.redF()), one(color.greenF()), one(color.blueF())};
}

/// WCAG 2.1.
double contrast(const QColor &one, const QColor &other)
{
    const auto luminance = [](const QColor &color) {
        const auto [red, green, blue] = linear(color);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

using Matrix = std::array<Linear, 3>;

/// What somebody sees of a colour (Machado, Oliveira, Fernandes 2009, severity 1).
struct Sight {
    const char *name;
    Matrix matrix;
};
constexpr std::array<Sight, 3> Sights{{
    {"all colours", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"no red",
     {{{0.152286, 1.052583, -0.204868},
       {0.114503, 0.786281, 0.099216},
       {-0.003882, -0.048116, 1.051998}}}},
    {"no green",
     {{{0.367322, 0.860646, -0.227968},
       {0.280085, 0.672501, 0.047413},
       {-0.011820, 0.042940, 0.968881}}}},
}};

Linear seen(const QColor &color, const Matrix &matrix)
{
    const Linear is = linear(color);
    Linear sees{};
    for (size_t i = 0; i < 3; ++i) {
        sees[i] = std::clamp(matrix[i][0] * is[0] + matrix[i][1] * is[1] + matrix[i][2] * is[2],
                             0.0, 1.0);
    }
    return sees;
}

/// CIE L*a*b*, in which distances are about as large as they seem; 2 can just be noticed.
Linear lab(const Linear &is)
{
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f((0.4124 * is[0] + 0.3576 * is[1] + 0.1805 * is[2]) / 0.95047);
    const double y = f(0.2126 * is[0] + 0.7152 * is[1] + 0.0722 * is[2]);
    const double z = f((0.0193 * is[0] + 0.1192 * is[1] + 0.9505 * is[2]) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const QColor &one, const QColor &other, const Sight &sight)
{
    const Linear a = lab(seen(one, sight.matrix));
    const Linear b = lab(seen(other, sight.matrix));
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

constexpr double ReadableText = 4.5;
constexpr double VisibleLine = 3;
constexpr double CertainlyOther = 15;

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void computesContrast();
    void canBeRead_data();
    void canBeRead();
    void disabledLooksDisabled_data() { addSchemes(); }
    void disabledLooksDisabled();
    void rolesCanBeRead_data() { addSchemes(); }
    void rolesCanBeRead();
    void coloursCanBeToldApart_data() { addSchemes(); }
    void coloursCanBeToldApart();
    void seriesBeginAgain();

    void changesAtRunTime();
    void isRemembered();
    void forgetsNonsense();
    void followsTheDesktop();

private:
    static void addSchemes();
    [[nodiscard]] QString file() const { return m_folder.filePath(u"settings.ini"_qs); }

    QTemporaryDir m_folder;
};

void TestTheme::addSchemes()
{
    QTest::addColumn<Theme::Scheme>("scheme");
    QTest::newRow("light") << Theme::Scheme::Light;
    QTest::newRow("dark") << Theme::Scheme::Dark;
}

void TestTheme::init()
{
    QFile::remove(file());
    QApplication::setPalette(QPalette());
}

void TestTheme::computesContrast()
{
    // By the definition, and by the W3C's example.
    QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
    QCOMPARE(qRound(contrast(Qt::white, Qt::white)), 1);
    QCOMPARE(qRound(100 * contrast(QColor(0x77, 0x77, 0x77), Qt::white)), 448);
}

void TestTheme::canBeRead_data()
{
    QTest::addColumn<Theme::Scheme>("scheme");
    QTest::addColumn<QPalette::ColorRole>("text");
    QTest::addColumn<QPalette::ColorRole>("background");
    const std::tuple<const char *, QPalette::ColorRole, QPalette::ColorRole> pairs[] = {
        {"window", QPalette::WindowText, QPalette::Window},
        {"text", QPalette::Text, QPalette::Base},
        {"every other row", QPalette::Text, QPalette::AlternateBase},
        {"placeholder", QPalette::PlaceholderText, QPalette::Base},
        {"button", QPalette::ButtonText, QPalette::Button},
        {"button on the window", QPalette::ButtonText, QPalette::Window},
        {"selection", QPalette::HighlightedText, QPalette::Highlight},
        {"link", QPalette::Link, QPalette::Base},
        {"link on the window", QPalette::Link, QPalette::Window},
        {"visited link", QPalette::LinkVisited, QPalette::Base},
        {"visited link on the window", QPalette::LinkVisited, QPalette::Window},
        {"tooltip", QPalette::ToolTipText, QPalette::ToolTipBase},
        {"bright", QPalette::BrightText, QPalette::Window},
    };
    for (const auto scheme : {Theme::Scheme::Light, Theme::Scheme::Dark}) {
        for (const auto &[name, text, background] : pairs)
            QTest::addRow("%s, %s", scheme == Theme::Scheme::Dark ? "dark" : "light", name)
                << scheme << text << background;
    }
}

void TestTheme::canBeRead()
{
    QFETCH(Theme::Scheme, scheme);
    QFETCH(QPalette::ColorRole, text);
    QFETCH(QPalette::ColorRole, background);
    const QPalette palette = Theme::palette(scheme);
    for (const auto group : {QPalette::Active, QPalette::Inactive})
        QCOMPARE_GE(contrast(palette.color(group, text), palette.color(group, background)),
                    ReadableText);
}

void TestTheme::disabledLooksDisabled()
{
    QFETCH(Theme::Scheme, scheme);
    const QPalette palette = Theme::palette(scheme);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        const QColor window = palette.color(QPalette::Disabled, QPalette::Window);
        const double disabled = contrast(palette.color(QPalette::Disabled, role), window);
        QCOMPARE_LT(disabled, contrast(palette.color(QPalette::Active, role), window) / 2);
        QCOMPARE_GT(disabled, 2.5); // and can be read with an effort
    }
}

void TestTheme::rolesCanBeRead()
{
    QFETCH(Theme::Scheme, scheme);
    const QPalette palette = Theme::palette(scheme);
    for (const auto role : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
        const QColor background = palette.color(role);
        for (const auto each :
             {Theme::Role::Good, Theme::Role::Warning, Theme::Role::Bad, Theme::Role::In,
              Theme::Role::Out, Theme::Role::Muted, Theme::Role::Accent})
            QCOMPARE_GE(contrast(Theme::color(each, scheme), background), ReadableText);
        for (int i = 0; i < Theme::seriesCount(); ++i)
            QCOMPARE_GE(contrast(Theme::series(i, scheme), background), VisibleLine);
    }
}

void TestTheme::coloursCanBeToldApart()
{
    QFETCH(Theme::Scheme, scheme);
    const auto color = [scheme](Theme::Role role) { return Theme::color(role, scheme); };
    for (const Sight &sight : Sights) {
        const auto differ = [&sight](const QColor &one, const QColor &other) {
            const double by = distance(one, other, sight);
            if (by < CertainlyOther)
                qWarning("%s, %s: %.1f, %s", qPrintable(one.name()), qPrintable(other.name()), by,
                         sight.name);
            return by >= CertainlyOther;
        };
        QVERIFY(differ(color(Theme::Role::Good), color(Theme::Role::Warning)));
        QVERIFY(differ(color(Theme::Role::Good), color(Theme::Role::Bad)));
        QVERIFY(differ(color(Theme::Role::Warning), color(Theme::Role::Bad)));
        QVERIFY(differ(color(Theme::Role::In), color(Theme::Role::Out)));
        for (int i = 0; i < Theme::seriesCount(); ++i) {
            for (int k = 0; k < i; ++k)
                QVERIFY(differ(Theme::series(i, scheme), Theme::series(k, scheme)));
        }
    }
}

void TestTheme::seriesBeginAgain()
{
    QCOMPARE_GE(Theme::seriesCount(), 6);
    QCOMPARE(Theme::series(Theme::seriesCount()), Theme::series(0));
    QCOMPARE(Theme::series(-1), Theme::series(0));
}

void TestTheme::changesAtRunTime()
{
    QSettings settings(file(), QSettings::IniFormat);
    Theme theme(settings);
    QCOMPARE(QApplication::style()->name(), u"fusion"_qs);
    theme.choose(Theme::Choice::Light);
    QCOMPARE(Theme::scheme(), Theme::Scheme::Light);
    QWidget window;
    window.show();
    const QSignalSpy changed(&theme, &Theme::changed);

    theme.choose(Theme::Choice::Dark);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(Theme::scheme(), Theme::Scheme::Dark);
    QTRY_COMPARE(window.palette().color(QPalette::Window),
                 Theme::palette(Theme::Scheme::Dark).color(QPalette::Window));
    QCOMPARE(Theme::color(Theme::Role::Good), Theme::color(Theme::Role::Good, Theme::Scheme::Dark));

    theme.choose(Theme::Choice::Dark);
    QCOMPARE(changed.count(), 1);
    theme.choose(Theme::Choice::Light);
    QCOMPARE(changed.count(), 2);
    QTRY_COMPARE(window.palette().color(QPalette::Window),
                 Theme::palette(Theme::Scheme::Light).color(QPalette::Window));
}

void TestTheme::isRemembered()
{
    {
        QSettings settings(file(), QSettings::IniFormat);
        Theme theme(settings);
        QCOMPARE(theme.choice(), Theme::Choice::System);
        theme.choose(Theme::Choice::Dark);
    }
    QSettings settings(file(), QSettings::IniFormat);
    const Theme theme(settings);
    QCOMPARE(theme.choice(), Theme::Choice::Dark);
    QCOMPARE(Theme::scheme(), Theme::Scheme::Dark);
}

void TestTheme::forgetsNonsense()
{
    QSettings settings(file(), QSettings::IniFormat);
    settings.setValue(u"theme"_qs, u"Mauve"_qs);
    const Theme theme(settings);
    QCOMPARE(theme.choice(), Theme::Choice::System);
}

void TestTheme::followsTheDesktop()
{
    // The offscreen desktop is a light one.
    QSettings settings(file(), QSettings::IniFormat);
    Theme theme(settings);
    QCOMPARE(Theme::scheme(), Theme::Scheme::Light);
    theme.choose(Theme::Choice::Dark);
    theme.choose(Theme::Choice::System);
    QCOMPARE(Theme::scheme(), Theme::Scheme::Light);
    // Ours all the same.
    QCOMPARE(QGuiApplication::palette().color(QPalette::Window),
             Theme::palette(Theme::Scheme::Light).color(QPalette::Window));

    // It says that it has another one.
    QWidget window;
    QEvent event(QEvent::ThemeChange);
    QCoreApplication::sendEvent(&window, &event);
    QCOMPARE(Theme::scheme(), Theme::Scheme::Light);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
