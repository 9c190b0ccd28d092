// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "aboutdialog.h"

#include "icons/icon.h"

#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

constexpr int IconSize = 64;
constexpr int TextWidth = 420;

class AboutDialog : public QDialog {
    Q_DECLARE_TR_FUNCTIONS(Rainbow::Admin::AboutDialog)

public:
    explicit AboutDialog(QWidget *parent);

private:
    static QString text();
};

AboutDialog::AboutDialog(QWidget *parent) : QDialog(parent)
{
    setObjectName(u"about"_qs);
    setWindowTitle(tr("About Rainbow"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *picture = new QLabel;
    picture->setPixmap(
        applicationIcon().pixmap(QSize(IconSize, IconSize), picture->devicePixelRatioF()));
    picture->setAlignment(Qt::AlignTop);
    auto *words = new QLabel(text());
    words->setTextFormat(Qt::RichText);
    words->setWordWrap(true);
    words->setFixedWidth(TextWidth);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton *qt = buttons->addButton(tr("About &Qt"), QDialogButtonBox::HelpRole);
    connect(qt, &QPushButton::clicked, qApp, &QApplication::aboutQt);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *row = new QHBoxLayout;
    row->setSpacing(18);
    row->addWidget(picture);
    row->addWidget(words, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 14);
    column->setSpacing(16);
    column->addLayout(row);
    column->addWidget(buttons);
    column->setSizeConstraint(QLayout::SetFixedSize);
}

QString AboutDialog::text()
{
    const auto paragraph = [](const QString &text) {
        return u"<p>"_qs + text.toHtmlEscaped() + u"</p>"_qs;
    };
    return u"<h3>Rainbow</h3>"_qs + paragraph(tr("Version %1").arg(QStringLiteral(RAINBOW_VERSION)))
        + paragraph(tr("Watches and steers relays between the WebSockets of an app and its plain "
                       "HTTP server."))
        + paragraph(tr("This program is free software under the GNU General Public License, "
                       "version 3, without any warranty. The relay and the client library are "
                       "under the MIT licence."))
        + paragraph(tr("It is made with Qt %1 and Qt Charts (GPL, version 3), and with QtKeychain "
                       "(BSD licence).")
                        .arg(QString::fromLatin1(qVersion())));
}

} // namespace

void showAbout(QWidget *parent)
{
    (new AboutDialog(parent))->open();
}

} // namespace Rainbow::Admin
