// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "nodespage.h"

#include "feed/feedclient.h"
#include "format.h"
#include "icons/icon.h"
#include "nodes/configview.h"
#include "nodes/nodesmodel.h"
#include "statuslabel.h"
#include "widgets.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace Rainbow::Admin {

namespace {

constexpr std::array Levels{"debug", "info", "warning", "error"};

/// Rows with air, as tables have them.
class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override
    {
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {size.width(), option.fontMetrics.height() + 10};
    }
};

QPushButton *makeButton(const char *name, const char *iconName)
{
    auto *button = new QPushButton;
    button->setObjectName(QString::fromLatin1(name));
    button->setIcon(icon(QString::fromLatin1(iconName)));
    return button;
}

} // namespace

NodesPage::NodesPage(FeedClient &client, QWidget *parent)
    : Page(client, parent), m_model(new NodesModel(this)),
      m_sorted(new QSortFilterProxyModel(this)), m_view(new QTreeView), m_stack(new QStackedWidget),
      m_empty(new EmptyState), m_splitter(new QSplitter(Qt::Vertical)), m_config(new ConfigView),
      m_hint(new Notice)
{
    setObjectName(u"nodesPage"_qs);
    m_splitter->addWidget(makeTable());
    m_splitter->addWidget(m_config);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({240, 360});
    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(10);
    column->addWidget(m_hint);
    column->addWidget(makeActions());
    column->addWidget(m_splitter, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(inside);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_stack);

    connect(&client, &FeedClient::stats, this, &NodesPage::onStats);
    connect(&client, &FeedClient::stateChanged, this, &NodesPage::onStateChanged);
    connect(m_config, &ConfigView::refreshWanted, this, &NodesPage::askConfig);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &NodesPage::updateActions);
    retranslate();
    onStateChanged();
}

NodesPage::~NodesPage() = default;

QString NodesPage::title() const
{
    return tr("Nodes");
}

QString NodesPage::iconName() const
{
    return u"nodes"_qs;
}

void NodesPage::saveState(QSettings &settings) const
{
    settings.setValue(u"columns"_qs, m_view->header()->saveState());
    settings.setValue(u"splitter"_qs, m_splitter->saveState());
}

void NodesPage::restoreState(QSettings &settings)
{
    m_columnsRestored = m_view->header()->restoreState(settings.value(u"columns"_qs).toByteArray());
    m_splitter->restoreState(settings.value(u"splitter"_qs).toByteArray());
}

QWidget *NodesPage::makeTable()
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(NodesModel::RawRole);
    m_view->setObjectName(u"nodes"_qs);
    m_view->setModel(m_sorted);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(NodesModel::Name, Qt::AscendingOrder);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setMinimumHeight(120);
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(true);
    header->setFirstSectionMovable(false);
    m_view->setItemDelegate(new RowDelegate(m_view));
    fitColumns();
    // Nodes are few: their workers are what one comes to see.
    connect(m_sorted, &QSortFilterProxyModel::rowsInserted, m_view,
            [this](const QModelIndex &parent, int first, int last) {
                for (int row = first; !parent.isValid() && row <= last; ++row)
                    m_view->expand(m_sorted->index(row, 0));
            });
    return m_view;
}

void NodesPage::fitColumns()
{
    constexpr int Padding = 22;
    const QFontMetrics metrics = fontMetrics();
    const int figure = metrics.horizontalAdvance(u"000.0 kB"_qs);
    for (int column = 0; column < NodesModel::ColumnCount; ++column) {
        const QString title =
            m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int wanted = std::max(metrics.horizontalAdvance(title), figure) + Padding;
        m_view->setColumnWidth(column, wanted);
    }
    const QString worker = NodesModel::tr("Worker %1").arg(99);
    const int name = 2 * m_view->indentation() + metrics.horizontalAdvance(worker) + Padding;
    m_view->setColumnWidth(NodesModel::Name, std::max(2 * figure, name));
}

QWidget *NodesPage::makeActions()
{
    m_actions = new QWidget;
    m_actions->setObjectName(u"nodeActions"_qs);
    m_reload = makeButton("reload", "reload");
    m_logLevel = makeButton("logLevel", "settings");
    m_drain = makeButton("drain", "drain");
    m_outcome = new StatusLabel;
    m_outcome->setObjectName(u"outcome"_qs);
    m_levels = new QMenu(m_logLevel);
    for (const char *level : Levels) {
        const QString name = QString::fromLatin1(level);
        QAction *action = m_levels->addAction(name);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, [this, name] { setLogLevel(name); });
    }
    m_logLevel->setMenu(m_levels);
    connect(m_drain, &QPushButton::clicked, this, &NodesPage::drain);
    connect(m_reload, &QPushButton::clicked, this, &NodesPage::reload);
    auto *row = new QHBoxLayout(m_actions);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_reload);
    row->addWidget(m_logLevel);
    row->addSpacing(8);
    row->addWidget(m_outcome, 100);
    row->addStretch(1); // while there is no outcome
    row->addWidget(m_drain);
    return m_actions;
}

void NodesPage::retranslate()
{
    m_view->setAccessibleName(tr("Nodes and workers"));
    m_reload->setText(tr("&Reload settings"));
    m_reload->setToolTip(tr("As the signal SIGHUP does: the relay reads its configuration again"));
    m_logLevel->setText(tr("&Log level"));
    m_logLevel->setToolTip(tr("Until the next reload or restart"));
    m_drain->setText(tr("&Drain…"));
    m_drain->setToolTip(tr("Sends the clients of this node away, and ends it"));
    m_levels->actions().at(0)->setText(tr("&Debug"));
    m_levels->actions().at(1)->setText(tr("&Info"));
    m_levels->actions().at(2)->setText(tr("&Warning"));
    m_levels->actions().at(3)->setText(tr("&Error"));
    m_outcome->setContent(StatusLabel::Kind::Quiet, {});
    m_config->retranslate();
    m_model->refresh();
    if (!m_columnsRestored)
        fitColumns();
    m_hint->setContent(Notice::Kind::Hint,
                       m_hint->text().isEmpty()
                           ? QString()
                           : tr("Your token may look, not act: reloading, log level and draining "
                                "need one with the role operator."));
    onStateChanged();
}

void NodesPage::setMayAct(bool mayAct)
{
    const bool known = client().state() == FeedClient::State::Open;
    m_actions->setVisible(mayAct);
    m_hint->setContent(Notice::Kind::Hint,
                       mayAct || !known
                           ? QString()
                           : tr("Your token may look, not act: reloading, log level and draining "
                                "need one with the role operator."));
}

void NodesPage::setActive(bool active)
{
    m_active = active;
    if (active && !m_configAsked)
        askConfig();
}

void NodesPage::changeEvent(QEvent *event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_model->refresh();
}

void NodesPage::onStats(const QJsonObject &stats)
{
    m_model->update(stats);
    m_stack->setCurrentIndex(1);
    if (!m_view->currentIndex().isValid() && m_sorted->rowCount() > 0)
        m_view->setCurrentIndex(m_sorted->index(0, 0));
}

void NodesPage::onStateChanged()
{
    const bool open = client().state() == FeedClient::State::Open;
    if (client().relay() != m_relay) {
        m_relay = client().relay();
        m_model->clear();
        m_config->setProblem({});
        m_configAsked = false;
        m_stack->setCurrentIndex(0);
    }
    m_empty->setContent(icon(u"nodes"_qs),
                        open ? tr("Waiting for the first figures") : tr("Not connected"),
                        open ? QString()
                             : tr("Here you will see the nodes of the relay, what their workers "
                                  "have to do, and the configuration they work by."));
    if (open && m_active && !m_configAsked)
        askConfig();
    if (!open)
        m_configAsked = false; // it may be another one when the relay is back
    updateActions();
}

void NodesPage::updateActions()
{
    const bool open = client().state() == FeedClient::State::Open;
    m_reload->setEnabled(open);
    m_logLevel->setEnabled(open);
    m_drain->setEnabled(open && !currentNode().isEmpty());
}

void NodesPage::askConfig()
{
    if (client().state() != FeedClient::State::Open)
        return;
    m_configAsked = true;
    client().ask(u"config"_qs, {}, this, [this](const FeedAnswer &answer) {
        if (answer.ok)
            m_config->setConfig(answer.object.value(u"config").toString(),
                                answer.object.value(u"file").toString());
        else if (answer.code != 0)
            m_config->setProblem(answer.error);
    });
}

void NodesPage::drain()
{
    const QString node = currentNode();
    const QModelIndex current = m_view->currentIndex();
    const QModelIndex row = current.parent().isValid() ? current.parent() : current;
    const QString clients = row.siblingAtColumn(NodesModel::Connections).data().toString();
    confirm(this,
            {tr("Drain the node %1?").arg(node),
             tr("It takes no more clients, sends those it has (%1) away with the code 1001, so "
                "that they connect elsewhere, and then its process ends. Nothing here starts it "
                "again.")
                 .arg(clients),
             //: Verb, on a button
             tr("Drain")},
            [this, node] {
                act(u"drain"_qs, {{u"node"_qs, node}},
                    [node](const QJsonObject &) { return tr("%1 is draining.").arg(node); });
            });
}

void NodesPage::reload()
{
    act(u"reload"_qs, {}, [this](const QJsonObject &answer) {
        QStringList changed;
        for (const auto &key : answer.value(u"changed").toArray())
            changed.append(key.toString());
        askConfig();
        return changed.isEmpty() ? tr("Reloaded; nothing has changed.")
                                 //: %1: names of settings
                                 : tr("Reloaded; changed: %1").arg(changed.join(u", "_qs));
    });
}

void NodesPage::setLogLevel(const QString &level)
{
    act(u"log_level"_qs, {{u"level"_qs, level}}, [level](const QJsonObject &) {
        return tr("Log level %1 until the next reload or restart.").arg(level);
    });
}

void NodesPage::act(const QString &what, const QJsonObject &arguments,
                    std::function<QString(const QJsonObject &)> done)
{
    m_outcome->setContent(StatusLabel::Kind::Quiet, tr("Asking the relay…"));
    client().act(what, arguments, this, [this, done = std::move(done)](const FeedAnswer &answer) {
        if (answer.ok)
            m_outcome->setContent(StatusLabel::Kind::Good, done(answer.object));
        else
            m_outcome->setContent(StatusLabel::Kind::Bad, answer.error);
    });
}

QString NodesPage::currentNode() const
{
    return m_view->currentIndex().data(NodesModel::NodeRole).toString();
}

} // namespace Rainbow::Admin
