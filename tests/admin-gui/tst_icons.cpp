// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "icons/icon.h"
#include "settings/theme.h"

#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QPainter>
#include <QRegularExpression>
#include <QTest>

#include <set>

using namespace Rainbow::Admin;

namespace {

/// The colours of what is not transparent.
std::set<QRgb> coloursOf(const QPixmap &pixmap)
{
    std::set<QRgb> colours;
    const QImage image = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            if (qAlpha(pixel) == 255)
                colours.insert(pixel);
        }
    }
    return colours;
}

std::set<QRgb> just(const QColor &color)
{
    return {color.rgb()};
}

} // namespace

class TestIcons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isDrawn_data();
    void isDrawn();
    void takesThePalettesColour();
    void takesAColour();
    void isSharp();
    void knowsNoOthers();
    void sourcesNameIcons();

private:
    QDir m_folder{QStringLiteral(ADMIN_DIR "/icons")};
};

void TestIcons::isDrawn_data()
{
    QTest::addColumn<QString>("name");
    const QStringList files = m_folder.entryList({u"*.svg"_qs});
    QCOMPARE_GT(files.size(), 20);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << file.chopped(4);
}

void TestIcons::isDrawn()
{
    QFETCH(QString, name);
    const QIcon drawn = icon(name);
    QVERIFY2(!drawn.isNull(), "is not in icons.qrc");
    for (const int size : {16, 24, 48}) {
        const QPixmap pixmap = drawn.pixmap(size);
        QCOMPARE(pixmap.size(), QSize(size, size));
        const QImage image = pixmap.toImage();
        int painted = 0;
        for (int y = 0; y < size; ++y) {
            for (int x = 0; x < size; ++x)
                painted += qAlpha(image.pixel(x, y)) > 0 ? 1 : 0;
        }
        // Something ("remove" is a single stroke), and not all of it.
        QCOMPARE_GT(painted, size);
        QCOMPARE_LT(painted, size * size);
    }
}

void TestIcons::takesThePalettesColour()
{
    const QIcon drawn = icon(u"send"_qs);
    for (const auto scheme : {Theme::Scheme::Light, Theme::Scheme::Dark, Theme::Scheme::Light}) {
        const QPalette palette = Theme::palette(scheme);
        QApplication::setPalette(palette);
        const auto seen = [&drawn](QIcon::Mode mode) { return coloursOf(drawn.pixmap(64, mode)); };
        QCOMPARE(seen(QIcon::Normal), just(palette.color(QPalette::ButtonText)));
        QCOMPARE(seen(QIcon::Disabled),
                 just(palette.color(QPalette::Disabled, QPalette::ButtonText)));
        QCOMPARE(seen(QIcon::Selected), just(palette.color(QPalette::HighlightedText)));
    }
    QApplication::setPalette(QPalette());
}

void TestIcons::takesAColour()
{
    const QIcon drawn = icon(u"warning"_qs, Qt::red);
    QCOMPARE(coloursOf(drawn.pixmap(64)), just(Qt::red));
    const QIcon copy = drawn;
    QCOMPARE(coloursOf(copy.pixmap(64)), just(Qt::red));
}

void TestIcons::isSharp()
{
    const QPixmap pixmap = icon(u"nodes"_qs).pixmap(QSize(24, 24), 2.0);
    QCOMPARE(pixmap.size(), QSize(48, 48));
    QCOMPARE(pixmap.devicePixelRatio(), 2.0);
    // The same drawn by a painter on such a screen.
    QImage screen(48, 48, QImage::Format_ARGB32);
    screen.setDevicePixelRatio(2);
    screen.fill(Qt::transparent);
    QPainter painter(&screen);
    icon(u"nodes"_qs).paint(&painter, QRect(0, 0, 24, 24));
    painter.end();
    QCOMPARE(screen.convertToFormat(QImage::Format_ARGB32_Premultiplied),
             pixmap.toImage().convertToFormat(QImage::Format_ARGB32_Premultiplied));
}

void TestIcons::knowsNoOthers()
{
    QVERIFY(icon(u"nonsense"_qs).isNull());
    QVERIFY(icon({}).isNull());
    QVERIFY(!applicationIcon().isNull());
}

void TestIcons::sourcesNameIcons()
{
    // icon(u"name"_qs, and what pages return from iconName().
    static const QRegularExpression pattern(
        u"\\bicon\\(u\"([^\"]*)\"|iconName\\(\\) const\\s*\\{\\s*return [^\"]*\"([^\"]*)\""_qs);
    QDirIterator sources(QStringLiteral(ADMIN_DIR), {u"*.cpp"_qs, u"*.h"_qs}, QDir::Files,
                         QDirIterator::Subdirectories);
    int named = 0;
    while (sources.hasNext()) {
        QFile source(sources.next());
        QVERIFY(source.open(QIODevice::ReadOnly));
        auto matches = pattern.globalMatch(QString::fromUtf8(source.readAll()));
        while (matches.hasNext()) {
            const QRegularExpressionMatch match = matches.next();
            const QString name = match.captured(1) + match.captured(2);
            QVERIFY2(!icon(name).isNull(), qPrintable(source.fileName() + u": "_qs + name));
            ++named;
        }
    }
    QCOMPARE_GT(named, 5);
}

QTEST_MAIN(TestIcons)
#include "tst_icons.moc"
