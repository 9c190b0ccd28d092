// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/eventspage.h"

#include "feed/feedclient.h"
#include "format.h"
#include "icons/icon.h"
#include "log/csv.h"
#include "log/eventdetails.h"
#include "log/eventexport.h"
#include "log/eventfollower.h"
#include "log/eventsmodel.h"
#include "log/followtable.h"
#include "log/kindbar.h"
#include "log/togglebutton.h"
#include "statuslabel.h"
#include "widgets.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

constexpr int MaxFilter = 200; // characters

QPushButton *makeButton(const char *name)
{
    auto *button = new QPushButton;
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

} // namespace

EventsPage::EventsPage(FeedClient &client, QWidget *parent)
    : Page(client, parent), m_model(new EventsModel(this)),
      m_filtered(new EventFilterModel(*m_model, this)), m_follower(new EventFollower(client, this))
{
    setObjectName(u"eventsPage"_qs);
    build();
    connectAll();
    EventsPage::retranslate();
}

EventsPage::~EventsPage() = default;

QString EventsPage::title() const
{
    return tr("Events");
}

QString EventsPage::iconName() const
{
    return u"events"_qs;
}

void EventsPage::build()
{
    m_notice = new Notice;
    m_kinds = new KindBar(*m_model);
    m_details = new EventDetails;
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeTable());
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({600, 130});

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_notice);
    column->addWidget(makeBar());
    column->addWidget(m_kinds);
    column->addWidget(m_splitter, 1);
    column->addWidget(makeExportBar());
}

QWidget *EventsPage::makeBar()
{
    m_filterText = new QLineEdit;
    m_filterText->setObjectName(u"filter"_qs);
    m_filterText->setClearButtonEnabled(true);
    m_filterText->setMaxLength(MaxFilter);
    m_follow = new ToggleButton;
    m_follow->setObjectName(u"follow"_qs);
    m_follow->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_follow->setIcon(icon(u"follow"_qs));
    m_follow->setChecked(true);
    m_exportButton = makeButton("export");
    m_exportButton->setIcon(icon(u"export"_qs));
    m_count = makeQuietLabel();
    m_count->setObjectName(u"count"_qs);

    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_filterText, 1);
    row->addWidget(m_count);
    row->addWidget(m_follow);
    row->addWidget(m_exportButton);
    return bar;
}

QWidget *EventsPage::makeTable()
{
    m_table = new FollowTable;
    m_table->setObjectName(u"events"_qs);
    m_table->setModel(m_filtered);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    const int line = m_table->fontMetrics().height();
    m_table->setIconSize({line / 2, line / 2});
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(line + 8);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    const int letter = m_table->fontMetrics().horizontalAdvance(u'0');
    header->resizeSection(EventsModel::TimeColumn, 14 * letter);
    header->resizeSection(EventsModel::KindColumn, 18 * letter);
    header->resizeSection(EventsModel::ConnectionColumn, 20 * letter);
    header->resizeSection(EventsModel::AddressColumn, 22 * letter);
    header->resizeSection(EventsModel::CodeColumn, 26 * letter);

    m_empty = new EmptyState;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    return m_stack;
}

QWidget *EventsPage::makeExportBar()
{
    m_exportNote = new StatusLabel;
    m_exportNote->setObjectName(u"exportNote"_qs);
    m_progress = new QProgressBar;
    m_progress->setObjectName(u"exportProgress"_qs);
    m_progress->setMaximumWidth(300);
    m_cancel = makeButton("exportCancel");
    m_progress->hide();
    m_cancel->hide();
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_exportNote, 1);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    return bar;
}

void EventsPage::connectAll()
{
    connect(&client(), &FeedClient::stateChanged, this, &EventsPage::updateContent);
    connect(m_follower, &EventFollower::arrived, this, [this](const QList<FeedEvent> &events) {
        m_problem.clear();
        m_model->append(events);
    });
    connect(m_follower, &EventFollower::relayChanged, m_model, &EventsModel::clear);
    connect(m_follower, &EventFollower::caughtUp, this, [this] {
        m_problem.clear();
        updateContent();
    });
    connect(m_follower, &EventFollower::problem, this, [this](const QString &text) {
        m_problem = text;
        updateContent();
    });
    connect(m_model, &EventsModel::countsChanged, this, &EventsPage::updateContent);

    connect(m_empty, &EmptyState::clicked, this, [this] {
        m_kinds->setKinds({});
        m_filterText->clear();
        applyFilter();
    });
    connect(m_kinds, &KindBar::kindsChanged, this, &EventsPage::applyFilter);
    connect(m_filterText, &QLineEdit::textChanged, this, &EventsPage::applyFilter);
    connect(m_follow, &QToolButton::toggled, m_table, &FollowTable::setFollowing);
    connect(m_table, &FollowTable::followingChanged, m_follow, &QToolButton::setChecked);
    connect(m_exportButton, &QPushButton::clicked, this, &EventsPage::chooseFile);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_export)
            m_export->cancel();
        endExport(0, {});
        m_exportNote->setContent(StatusLabel::Kind::Quiet, tr("The export was cancelled."));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &EventsPage::updateDetails);
    connect(m_filtered, &QAbstractItemModel::modelReset, this, &EventsPage::updateDetails);
    connect(m_table, &QTableView::activated, this, &EventsPage::openRow);
    connect(m_table, &QTableView::customContextMenuRequested, this, &EventsPage::showMenu);
    connect(m_details, &EventDetails::openConnection, this, &EventsPage::openConnection);

    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, m_filterText, [this] {
        m_filterText->setFocus();
        m_filterText->selectAll();
    });
    auto *end = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_End), m_table);
    end->setContext(Qt::WidgetShortcut);
    connect(end, &QShortcut::activated, m_table, [this] { m_table->setFollowing(true); });
}

void EventsPage::saveState(QSettings &settings) const
{
    settings.setValue(u"header"_qs, m_table->horizontalHeader()->saveState());
    settings.setValue(u"splitter"_qs, m_splitter->saveState());
    settings.setValue(u"filter"_qs, m_filterText->text());
    QStringList kinds;
    for (const FeedEvent::Kind kind : FeedEvent::Kinds) {
        if (m_kinds->kinds().contains(kind))
            kinds.append(FeedEvent::nameOf(kind));
    }
    settings.setValue(u"kinds"_qs, kinds);
}

void EventsPage::restoreState(QSettings &settings)
{
    m_table->horizontalHeader()->restoreState(settings.value(u"header"_qs).toByteArray());
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_splitter->restoreState(settings.value(u"splitter"_qs).toByteArray());
    m_filterText->setText(settings.value(u"filter"_qs).toString());
    const QStringList names = settings.value(u"kinds"_qs).toStringList();
    QSet<FeedEvent::Kind> kinds;
    for (const FeedEvent::Kind kind : FeedEvent::Kinds) {
        if (names.contains(FeedEvent::nameOf(kind)))
            kinds.insert(kind);
    }
    m_kinds->setKinds(kinds);
    applyFilter();
}

void EventsPage::retranslate()
{
    m_kinds->retranslate();
    m_details->retranslate();
    m_model->retranslate();
    m_table->setAccessibleName(tr("Events"));
    m_filterText->setPlaceholderText(tr("Filter by connection, address or text"));
    m_filterText->setAccessibleName(tr("Filter"));
    m_filterText->setToolTip(
        tr("Filter by connection, address or text (%1)")
            .arg(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    m_follow->setText(tr("&Follow"));
    m_follow->setToolTip(
        tr("Keeps the newest event in sight, until you scroll away or choose one."));
    m_exportButton->setText(tr("E&xport CSV…"));
    m_exportButton->setToolTip(
        tr("Writes all events that match the filter and that the relay keeps to a file."));
    m_cancel->setText(tr("Cancel"));
    m_progress->setAccessibleName(tr("Progress of the export"));
    updateContent();
}

void EventsPage::setActive(bool active)
{
    if (active)
        m_follower->start();
    else
        m_follower->stop();
    updateContent();
}

void EventsPage::applyFilter()
{
    m_filtered->setFilter({m_kinds->kinds(), m_filterText->text().trimmed()});
    updateContent();
    updateDetails();
}

void EventsPage::updateContent()
{
    const bool open = client().state() == FeedClient::State::Open;
    const int shown = m_filtered->rowCount();
    const int all = m_model->rowCount();
    m_stack->setCurrentIndex(shown > 0 ? 0 : 1);
    const QIcon sign = icon(u"events"_qs);
    if (all == 0 && !open)
        m_empty->setContent(sign, tr("Not connected"),
                            tr("What happens in a relay shows here once the dashboard is connected "
                               "to it: connects, closes, refusals, failures."));
    else if (all == 0 && !m_follower->isCaughtUp())
        m_empty->setContent(sign, tr("Loading…"), {});
    else if (all == 0)
        m_empty->setContent(
            {}, tr("Nothing has happened yet"),
            tr("Connects, closes, refusals and failures show here as they happen."));
    else
        m_empty->setContent(sign, tr("No event matches"),
                            tr("None of the %n event(s) here matches the filter.", "", all));
    m_empty->setButton(all > 0 ? tr("Show all") : QString());
    m_details->setVisible(all > 0);
    m_exportButton->setEnabled(open && all > 0 && !m_export);

    const bool filtered = !m_filtered->filter().isEmpty();
    //: %1 of %2 events are shown
    m_count->setText(filtered ? tr("%1 of %2").arg(Format::count(shown), Format::count(all))
                              : tr("%n event(s)", "", all));
    QString notice = m_problem;
    if (!open && all > 0)
        notice = tr("Not connected: what is shown is what happened until then.");
    m_notice->setContent(Notice::Kind::Warning, notice);
}

void EventsPage::updateDetails()
{
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid())
        m_details->show(m_filtered->eventAt(index.row()));
    else
        m_details->clear();
}

void EventsPage::openRow(const QModelIndex &index)
{
    const QString identity = m_filtered->eventAt(index.row()).identity;
    if (!identity.isEmpty())
        Q_EMIT openConnection(identity);
}

void EventsPage::showMenu(const QPoint &position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    const FeedEvent event = m_filtered->eventAt(index.row());
    auto *menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *open = menu->addAction(tr("Open connection"));
    QAction *only = menu->addAction(tr("Show only events of this connection"));
    menu->addSeparator();
    QAction *copy = menu->addAction(tr("Copy text"));
    open->setEnabled(!event.identity.isEmpty());
    only->setEnabled(!event.identity.isEmpty());
    connect(open, &QAction::triggered, this,
            [this, event] { Q_EMIT openConnection(event.identity); });
    connect(only, &QAction::triggered, this,
            [this, event] { m_filterText->setText(event.identity); });
    connect(copy, &QAction::triggered, this,
            [event] { QGuiApplication::clipboard()->setText(event.text); });
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void EventsPage::chooseFile()
{
    const QFileDialog *dialog = askForCsvFile(this, tr("Export events"), u"events.csv"_qs);
    connect(dialog, &QFileDialog::fileSelected, this, &EventsPage::exportTo);
}

void EventsPage::exportTo(const QString &fileName)
{
    if (m_export)
        return;
    m_export = new EventExport(client(), m_filtered->filter(), fileName, this);
    connect(m_export, &EventExport::progress, this, [this](qint64 written, qint64 total) {
        m_progress->setRange(0, int(total));
        m_progress->setValue(int(written));
    });
    connect(m_export, &EventExport::finished, this, &EventsPage::endExport);
    m_exportNote->setContent(StatusLabel::Kind::Quiet, tr("Writing %1…").arg(fileName));
    m_progress->setRange(0, 0);
    m_progress->show();
    m_cancel->show();
    m_exportButton->setEnabled(false);
    m_export->start();
}

void EventsPage::endExport(qint64 written, const QString &problem)
{
    if (!m_export)
        return;
    const QString name = m_export->fileName();
    m_export->deleteLater();
    m_export.clear();
    m_progress->hide();
    m_cancel->hide();
    if (problem.isEmpty())
        m_exportNote->setContent(StatusLabel::Kind::Good,
                                 tr("%n event(s) written to %1.", "", int(written)).arg(name));
    else
        m_exportNote->setContent(StatusLabel::Kind::Bad,
                                 tr("%1 was not written: %2").arg(name, problem));
    updateContent();
}

} // namespace Rainbow::Admin
