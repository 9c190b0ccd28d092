// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QColor>
#include <QIconEngine>

namespace Rainbow::Admin {

/// Draws an SVG in which black (#000) stands for the colour of the icon.
class SvgIconEngine : public QIconEngine {
public:
    /// Without a valid colour: the application palette's ButtonText.
    SvgIconEngine(const QByteArray &svg, const QColor &color);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override;
    [[nodiscard]] QIconEngine *clone() const override;
    bool isNull() override { return m_svg.isEmpty(); }

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode) const;

    QByteArray m_svg;
    QColor m_color;
};

} // namespace Rainbow::Admin
