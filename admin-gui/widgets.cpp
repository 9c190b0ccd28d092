// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "widgets.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace Rainbow::Admin {

namespace {

constexpr int IconSize = 48;
constexpr int TextWidth = 440; // a line that is read at a glance
constexpr int NarrowTextWidth = 220; // where there is no room for that

QLabel *makeText(const char *name)
{
    auto *label = new QLabel;
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignCenter);
    return label;
}

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel), m_headline(makeText("emptyHeadline")),
      m_explanation(makeText("emptyExplanation")), m_button(new QPushButton)
{
    setObjectName(u"emptyState"_qs);
    m_icon->setAlignment(Qt::AlignCenter);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_headline->setFont(large);
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_button->setObjectName(u"emptyButton"_qs);
    m_button->hide();

    auto *column = new QVBoxLayout(this);
    column->addStretch(2);
    for (QWidget *widget : {static_cast<QWidget *>(m_icon), static_cast<QWidget *>(m_headline),
                            static_cast<QWidget *>(m_explanation)})
        column->addWidget(widget, 0, Qt::AlignHCenter);
    column->addSpacing(8);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::clicked);
}

void EmptyState::setContent(const QIcon &icon, const QString &headline, const QString &explanation)
{
    m_content = icon;
    m_headline->setText(headline);
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
    setAccessibleName(headline);
    setAccessibleDescription(explanation);
    fitText();
    updateIcon();
}

void EmptyState::setButton(const QString &text)
{
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ThemeChange)
        updateIcon();
    else if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitText();
}

QSize EmptyState::minimumSizeHint() const
{
    const QMargins margins = layout()->contentsMargins();
    return {NarrowTextWidth + margins.left() + margins.right(),
            QWidget::minimumSizeHint().height()};
}

void EmptyState::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitText();
}

void EmptyState::fitText()
{
    // A centred widget gets its size hint, which for a text of several lines is a guess.
    const QMargins margins = layout()->contentsMargins();
    const int room =
        std::clamp(width() - margins.left() - margins.right(), NarrowTextWidth, TextWidth);
    for (QLabel *label : {m_headline, m_explanation})
        label->setFixedSize(room, label->heightForWidth(room));
}

void EmptyState::updateIcon()
{
    m_icon->setVisible(!m_content.isNull());
    m_icon->setPixmap(m_content.pixmap(QSize(IconSize, IconSize), devicePixelRatioF()));
}

Notice::Notice(QWidget *parent) : QFrame(parent), m_text(new QLabel), m_button(new QPushButton)
{
    setObjectName(u"notice"_qs);
    m_text->setObjectName(u"noticeText"_qs);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 7, 12, 7);
    row->addWidget(m_text, 1);
    row->addWidget(m_button);
    m_button->setObjectName(u"noticeButton"_qs);
    m_button->hide();
    connect(m_button, &QPushButton::clicked, this, &Notice::clicked);
    hide();
}

void Notice::setButton(const QString &text)
{
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
}

void Notice::setContent(Kind kind, const QString &text)
{
    m_kind = kind;
    m_text->setText(text);
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    update();
}

QString Notice::text() const
{
    return m_text->text();
}

void Notice::paintEvent(QPaintEvent *)
{
    // A tint of the palette, so that the text can be read on it in light and dark.
    const QColor accent =
        m_kind == Kind::Warning ? QColor(0xe6, 0x9f, 0x00) : palette().color(QPalette::Highlight);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor tint = accent;
    tint.setAlphaF(0.16F);
    painter.setBrush(tint);
    const QRect area = contentsRect();
    painter.drawRoundedRect(area, 4, 4);
    painter.setBrush(accent);
    painter.drawRoundedRect(QRect(area.topLeft(), QSize(4, area.height())), 2, 2);
}

QLabel *makeQuietLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QLabel *makeHeading(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

void confirm(QWidget *parent, const Confirmation &confirmation, std::function<void()> confirmed)
{
    auto *box = new QMessageBox(QMessageBox::Question, {}, confirmation.question,
                                QMessageBox::Cancel, parent);
    box->setObjectName(u"confirm"_qs);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(confirmation.consequence);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *action = box->addButton(confirmation.action, QMessageBox::AcceptRole);
    action->setObjectName(u"confirmAction"_qs);
    box->setDefaultButton(QMessageBox::Cancel);
    box->setEscapeButton(QMessageBox::Cancel);
    QObject::connect(action, &QPushButton::clicked, parent, std::move(confirmed));
    box->open();
}

} // namespace Rainbow::Admin
