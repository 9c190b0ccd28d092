// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/connectdialog.h"

#include "settings/relaybook.h"
#include "settings/relaydialog.h"
#include "settings/relaylistmodel.h"
#include "settings/tokenstore.h"
#include "widgets.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

/// Two lines: the name, and below it the address.
class RelayDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        const QString name = item.text;
        item.text.clear();
        item.widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

        const bool selected = item.state.testFlag(QStyle::State_Selected);
        const auto group =
            item.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
        const QColor strong =
            item.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
        const QColor quiet = selected ? strong : item.palette.color(QPalette::PlaceholderText);
        const QRect area = item.rect.adjusted(Margin, Margin, -Margin, -Margin);
        QFont bold = item.font;
        bold.setBold(true);

        painter->save();
        QString mark;
        if (index.data(RelayListModel::DefaultRole).toBool())
            mark = ConnectDialog::tr("at the start");
        const int markWidth = item.fontMetrics.horizontalAdvance(mark);
        painter->setPen(quiet);
        painter->setFont(item.font);
        painter->drawText(area, Qt::AlignRight | Qt::AlignTop, mark);
        painter->drawText(
            area, Qt::AlignLeft | Qt::AlignBottom,
            item.fontMetrics.elidedText(index.data(RelayListModel::AddressRole).toString(),
                                        Qt::ElideMiddle, area.width()));
        painter->setPen(strong);
        painter->setFont(bold);
        painter->drawText(
            area, Qt::AlignLeft | Qt::AlignTop,
            QFontMetrics(bold).elidedText(name, Qt::ElideRight, area.width() - markWidth - Margin));
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &) const override
    {
        return {200, 2 * option.fontMetrics.lineSpacing() + 2 * Margin + 4};
    }

private:
    static constexpr int Margin = 8;
};

QPushButton *makeButton(const char *name)
{
    auto *button = new QPushButton;
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

} // namespace

ConnectDialog::ConnectDialog(RelayBook &book, TokenStore &tokens, QWidget *parent)
    : QDialog(parent), m_book(book), m_tokens(tokens)
{
    setObjectName(u"connectDialog"_qs);
    build();
    retranslate();
    choose(m_book.defaultRelay());
    resize(620, 400);
}

void ConnectDialog::build()
{
    m_model = new RelayListModel(m_book, this);
    m_list = new QListView;
    m_list->setObjectName(u"relays"_qs);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RelayDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_empty = new EmptyState;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);

    m_add = makeButton("add");
    m_edit = makeButton("edit");
    m_remove = makeButton("remove");
    m_default = makeButton("default");
    m_connect = makeButton("connect");
    m_connect->setDefault(true);
    m_close = makeButton("close");

    auto *side = new QVBoxLayout;
    for (QPushButton *button : {m_add, m_edit, m_remove, m_default})
        side->addWidget(button);
    side->addStretch(1);
    side->addWidget(m_connect);
    side->addWidget(m_close);
    auto *row = new QHBoxLayout(this);
    row->setSpacing(12);
    row->addWidget(m_stack, 1);
    row->addLayout(side);

    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_last = m_list->currentIndex().row(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, &ConnectDialog::refresh);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ConnectDialog::updateButtons);
    connect(m_list, &QListView::doubleClicked, this, &ConnectDialog::connectCurrent);
    connect(m_empty, &EmptyState::clicked, this, &ConnectDialog::addRelay);
    connect(m_add, &QPushButton::clicked, this, &ConnectDialog::addRelay);
    connect(m_edit, &QPushButton::clicked, this, [this] { edit(current()); });
    connect(m_remove, &QPushButton::clicked, this, &ConnectDialog::removeCurrent);
    connect(m_default, &QPushButton::clicked, this, [this] { m_book.setDefaultRelay(current()); });
    connect(m_connect, &QPushButton::clicked, this, &ConnectDialog::connectCurrent);
    connect(m_close, &QPushButton::clicked, this, &ConnectDialog::reject);
    auto *removal = new QShortcut(QKeySequence::Delete, m_list);
    removal->setContext(Qt::WidgetShortcut);
    connect(removal, &QShortcut::activated, this, &ConnectDialog::removeCurrent);
}

void ConnectDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ConnectDialog::retranslate()
{
    setWindowTitle(tr("Relays"));
    m_list->setAccessibleName(tr("Relays"));
    m_empty->setContent(
        {}, tr("No relay yet"),
        tr("Add the relay that you want to watch: its address, and the token of its "
           "feed."));
    m_empty->setButton(tr("Add a relay"));
    m_add->setText(tr("&Add…"));
    m_edit->setText(tr("&Edit…"));
    m_remove->setText(tr("&Remove"));
    m_default->setText(tr("&Open at start"));
    m_default->setToolTip(tr("The dashboard connects to this relay when it starts."));
    m_connect->setText(tr("&Connect"));
    m_close->setText(tr("Close"));
    refresh();
}

void ConnectDialog::refresh()
{
    const int count = m_model->rowCount();
    m_stack->setCurrentIndex(count > 0 ? 0 : 1);
    if (count > 0 && !m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_model->index(qBound(0, m_last, count - 1)));
    updateButtons();
}

void ConnectDialog::updateButtons()
{
    const QModelIndex index = m_list->currentIndex();
    for (QPushButton *button : {m_edit, m_remove, m_connect})
        button->setEnabled(index.isValid());
    m_default->setEnabled(index.isValid() && !index.data(RelayListModel::DefaultRole).toBool());
}

QString ConnectDialog::current() const
{
    return m_list->currentIndex().data(RelayListModel::IdRole).toString();
}

void ConnectDialog::choose(const QString &relay)
{
    if (const QModelIndex index = m_model->find(relay); index.isValid())
        m_list->setCurrentIndex(index);
}

void ConnectDialog::addRelay()
{
    edit({});
}

void ConnectDialog::edit(const QString &relay)
{
    auto *dialog = new RelayDialog(m_book, m_tokens, relay, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { choose(dialog->relay()); });
    dialog->open();
}

void ConnectDialog::removeCurrent()
{
    const auto relay = m_book.relay(current());
    if (!relay)
        return;
    confirm(
        this,
        {tr("Remove the relay “%1”?").arg(relay->name),
         tr("The dashboard forgets its address and its token. The relay itself is not touched."),
         tr("Remove")},
        [this, id = relay->id] {
            m_book.remove(id);
            m_tokens.remove(id);
        });
}

void ConnectDialog::connectCurrent()
{
    const QString relay = current();
    if (relay.isEmpty())
        return;
    accept();
    Q_EMIT chosen(relay);
}

} // namespace Rainbow::Admin
