// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/timelineview.h"

#include "format.h"
#include "icons/icon.h"
#include "log/csv.h"
#include "log/followtable.h"
#include "sessions/payloadtext.h"
#include "sessions/timelinedelegate.h"
#include "sessions/timelineexport.h"
#include "sessions/timelinefilter.h"
#include "sessions/timelinemodel.h"
#include "statuslabel.h"
#include "widgets.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QEvent>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace Rainbow::Admin {

namespace {

constexpr int MaxFilter = 200; // characters
/// Packets come one by one; the table takes them in heaps.
constexpr std::chrono::milliseconds TakeInterval{50};
constexpr std::chrono::seconds Second{1};

QPushButton *makeButton(const char *name)
{
    auto *button = new QPushButton;
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

} // namespace

TimelineView::TimelineView(FeedClient &client, QString identity, QWidget *parent)
    : QWidget(parent), m_client(client), m_identity(std::move(identity)),
      m_model(new TimelineModel(this)), m_filtered(new TimelineFilter(*m_model, this))
{
    setObjectName(u"timeline"_qs);
    m_take.setSingleShot(true);
    m_take.setInterval(TakeInterval);
    build();
    connectAll();
    retranslate();
    onClientState();
    m_second.start(Second);
    m_client.watch(m_identity);
}

TimelineView::~TimelineView()
{
    if (!m_ended)
        m_client.unwatch(m_identity);
}

void TimelineView::build()
{
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeTable());
    m_splitter->addWidget(makePayload());
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({420, 180});
    m_exportNote = new StatusLabel;
    m_exportNote->setObjectName(u"exportNote"_qs);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeBar());
    column->addWidget(m_splitter, 1);
    column->addWidget(m_exportNote);
}

QWidget *TimelineView::makeBar()
{
    m_filter = new QLineEdit;
    m_filter->setObjectName(u"timelineFilter"_qs);
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaxLength(MaxFilter);
    m_filter->setMinimumWidth(120);
    m_direction = new QComboBox;
    m_direction->setObjectName(u"direction"_qs);
    for (int i = 0; i < 3; ++i)
        m_direction->addItem({});
    m_pings = new QCheckBox;
    m_pings->setObjectName(u"pings"_qs);
    m_pings->setChecked(true);
    m_pause = makeButton("pause");
    m_pause->setCheckable(true);
    m_follow = makeButton("follow");
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_follow->setIcon(icon(u"follow"_qs));
    m_clear = makeButton("clear");
    m_clear->setIcon(icon(u"clear"_qs));
    m_export = makeButton("export");
    m_export->setIcon(icon(u"export"_qs));
    m_count = makeQuietLabel();
    m_count->setObjectName(u"packetCount"_qs);

    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_filter, 1);
    row->addWidget(m_direction);
    row->addWidget(m_pings);
    row->addWidget(m_count);
    for (QPushButton *button : {m_follow, m_pause, m_clear, m_export})
        row->addWidget(button);
    return bar;
}

QWidget *TimelineView::makeTable()
{
    m_table = new FollowTable;
    m_table->setObjectName(u"packets"_qs);
    m_table->setModel(m_filtered);
    m_table->setItemDelegate(new TimelineDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    const int line = m_table->fontMetrics().height();
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(line + 8);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    const int digit = m_table->fontMetrics().horizontalAdvance(u'0');
    const std::array<int, TimelineModel::ColumnCount> widths{13, 13, 12, 5, 7, 6, 12, 8, 11, 30};
    for (int column = 0; column < TimelineModel::ColumnCount; ++column)
        header->resizeSection(column, widths[size_t(column)] * digit);

    m_empty = new EmptyState;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    return m_stack;
}

QWidget *TimelineView::makePayload()
{
    m_payloadTitle = makeHeading();
    m_payloadTitle->setObjectName(u"payloadTitle"_qs);
    m_payloadNote = makeQuietLabel();
    m_payloadNote->setObjectName(u"payloadNote"_qs);
    m_payload = new QPlainTextEdit;
    m_payload->setObjectName(u"payload"_qs);
    m_payload->setReadOnly(true);
    m_payload->setTabChangesFocus(true);
    m_payload->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));

    m_payloadPane = new QWidget;
    auto *column = new QVBoxLayout(m_payloadPane);
    column->setContentsMargins(0, 4, 0, 0);
    auto *titles = new QHBoxLayout;
    titles->addWidget(m_payloadTitle);
    titles->addWidget(m_payloadNote, 1);
    column->addLayout(titles);
    column->addWidget(m_payload, 1);
    return m_payloadPane;
}

void TimelineView::connectAll()
{
    connect(&m_client, &FeedClient::packet, this, &TimelineView::onPacket);
    connect(&m_client, &FeedClient::watchEnded, this, &TimelineView::onEnded);
    connect(&m_client, &FeedClient::stateChanged, this, &TimelineView::onClientState);
    connect(&m_take, &QTimer::timeout, this, &TimelineView::takePending);
    connect(&m_second, &QTimer::timeout, this, &TimelineView::onSecond);
    connect(m_filter, &QLineEdit::textChanged, this, &TimelineView::applyFilter);
    connect(m_direction, &QComboBox::currentIndexChanged, this, &TimelineView::applyFilter);
    connect(m_pings, &QCheckBox::toggled, this, &TimelineView::applyFilter);
    connect(m_pause, &QPushButton::toggled, this, &TimelineView::setPaused);
    connect(m_follow, &QPushButton::toggled, m_table, &FollowTable::setFollowing);
    connect(m_table, &FollowTable::followingChanged, m_follow, &QPushButton::setChecked);
    connect(m_clear, &QPushButton::clicked, this, &TimelineView::clear);
    connect(m_export, &QPushButton::clicked, this, &TimelineView::chooseFile);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &TimelineView::updateChosen);
    connect(m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &from, const QModelIndex &to) {
                const int chosen = m_filtered->sourceRow(m_table->currentIndex().row());
                if (chosen >= from.row() && chosen <= to.row() && from.column() != 0)
                    updateChosen();
            });
    connect(m_table, &QTableView::customContextMenuRequested, this, &TimelineView::showMenu);
    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_filter, [this] {
        m_filter->setFocus();
        m_filter->selectAll();
    });
}

void TimelineView::retranslate()
{
    m_model->retranslate();
    m_table->setAccessibleName(tr("Packets"));
    m_filter->setPlaceholderText(tr("Filter by packet, ID, channel or payload"));
    m_filter->setAccessibleName(tr("Filter of packets"));
    m_direction->setAccessibleName(tr("Direction"));
    m_direction->setItemText(0, tr("Both directions"));
    m_direction->setItemText(1, tr("From the client"));
    m_direction->setItemText(2, tr("To the client"));
    m_pings->setText(tr("P&ings"));
    m_pings->setToolTip(tr("Shows what only keeps the connection alive, too."));
    m_follow->setText(tr("&Follow"));
    m_follow->setToolTip(
        tr("Keeps the newest packet in sight, until you scroll away or choose one."));
    m_pause->setToolTip(tr("Packets are kept until the timeline goes on."));
    m_clear->setText(tr("C&lear"));
    m_export->setText(tr("E&xport…"));
    m_payload->setAccessibleName(tr("Payload"));
    updateContent();
    updateChosen();
}

void TimelineView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void TimelineView::onPacket(const QJsonObject &packet)
{
    if (packet[u"identity"].toString() != m_identity)
        return;
    m_pending.append(TimelinePacket::fromJson(packet));
    if (m_pending.size() > TimelineModel::MaxPackets)
        m_pending.removeFirst(); // its seq is missed
    if (!m_pause->isChecked() && !m_take.isActive())
        m_take.start();
    else if (m_pause->isChecked())
        updateContent();
}

void TimelineView::takePending()
{
    m_model->append(std::exchange(m_pending, {}));
    updateContent();
}

void TimelineView::onEnded(const QString &identity)
{
    if (identity != m_identity)
        return;
    m_ended = true;
    takePending();
    m_model->end();
    updateContent();
}

void TimelineView::onClientState()
{
    const bool isOpen = m_client.state() == FeedClient::State::Open;
    if (!isOpen && std::exchange(m_wasOpen, false)) {
        takePending();
        m_model->interrupt();
    } else if (isOpen) {
        m_wasOpen = true;
    }
    updateContent();
}

void TimelineView::onSecond()
{
    const auto ahead = m_client.clockDifference().value_or(std::chrono::milliseconds(0));
    if (!m_ended && !m_pause->isChecked())
        m_model->setNow(QDateTime::currentMSecsSinceEpoch() + ahead.count());
}

void TimelineView::setPaused(bool paused)
{
    m_pause->setChecked(paused);
    if (!paused)
        takePending();
    updateContent();
}

void TimelineView::clear()
{
    m_pending.clear();
    m_model->clear();
    updateContent();
    updateChosen();
}

void TimelineView::applyFilter()
{
    using Direction = std::optional<PacketDirection>;
    const int direction = m_direction->currentIndex();
    m_filtered->setText(m_filter->text().trimmed());
    m_filtered->setDirection(direction == 1       ? Direction(PacketDirection::In)
                                 : direction == 2 ? Direction(PacketDirection::Out)
                                                  : Direction());
    m_filtered->setPings(m_pings->isChecked());
    updateContent();
    updateChosen();
}

void TimelineView::updateContent()
{
    const int shown = m_filtered->rowCount();
    const int all = m_model->rowCount();
    const bool isOpen = m_client.state() == FeedClient::State::Open;
    m_stack->setCurrentIndex(shown > 0 ? 0 : 1);
    const QString what = tr("Each packet of this connection shows here as it passes.");
    if (all > 0)
        m_empty->setContent(icon(u"filter"_qs), tr("No packet matches"),
                            tr("None of the %n packet(s) here matches the filter.", "", all));
    else if (m_ended)
        m_empty->setContent(
            icon(u"timeline"_qs), tr("No packets"),
            tr("The session has ended, and nothing passed since it was opened here."));
    else if (!isOpen)
        m_empty->setContent(icon(u"disconnect"_qs), tr("Not connected"), what);
    else
        m_empty->setContent(icon(u"timeline"_qs), tr("Nothing has passed yet"), what);
    m_payloadPane->setVisible(shown > 0);
    const bool isPaused = m_pause->isChecked();
    m_pause->setText(isPaused ? tr("&Resume") : tr("&Pause"));
    m_pause->setIcon(icon(isPaused ? u"play"_qs : u"pause"_qs));
    m_export->setEnabled(shown > 0);
    m_clear->setEnabled(all > 0 || !m_pending.isEmpty());

    QString count = tr("%n packet(s)", "", all);
    if (!m_filtered->isEmpty())
        //: %1 of %2 packets are shown
        count = tr("%1 of %2").arg(Format::count(shown), Format::count(all));
    if (isPaused && !m_pending.isEmpty())
        //: Packets that wait while the timeline is paused; follows a number of packets
        count += tr(", %n more", "", int(m_pending.size()));
    m_count->setText(count);
}

void TimelineView::updateChosen()
{
    const int row = m_filtered->sourceRow(m_table->currentIndex().row());
    const TimelinePacket *packet = row < 0 ? nullptr : m_model->packet(row);
    const Dialogues::Dialogue *dialogue = row < 0 ? nullptr : m_model->dialogue(row);
    m_model->setHighlighted(dialogue ? dialogue->number : 0);
    if (!packet) {
        m_payloadTitle->setText(tr("Payload"));
        m_payloadNote->setText(tr("Choose a packet to see what is in it."));
        m_payload->clear();
        return;
    }
    const PayloadText text = PayloadText::of(packet->payload, packet->cut);
    //: A packet and its number, e.g. SEND 12
    m_payloadTitle->setText(packet->id ? tr("%1 %2").arg(packet->name).arg(*packet->id)
                                       : packet->name);
    QStringList notes;
    if (dialogue && packet->kind != PacketKind::Ping && packet->kind != PacketKind::Pong)
        notes.append(m_model->describe(*dialogue));
    if (text.kind == PayloadText::Kind::Empty)
        notes.append(tr("no payload"));
    else if (text.kind == PayloadText::Kind::Json)
        notes.append(tr("JSON"));
    else
        notes.append(text.kind == PayloadText::Kind::Text ? tr("text") : tr("bytes"));
    if (packet->cut)
        //: Of a payload only so much is here; %1, %2: sizes
        notes.append(tr("the first %1 of %2")
                         .arg(Format::bytes(double(packet->payload.size())),
                              Format::bytes(double(packet->size))));
    m_payloadNote->setText(notes.join(u" · "_qs));
    if (m_payload->toPlainText() != text.text)
        m_payload->setPlainText(text.text);
}

void TimelineView::showMenu(const QPoint &position)
{
    const int row = m_filtered->sourceRow(m_table->indexAt(position).row());
    const TimelinePacket *packet = row < 0 ? nullptr : m_model->packet(row);
    if (!packet)
        return;
    auto *menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy = menu->addAction(icon(u"copy"_qs), tr("Copy payload"));
    copy->setEnabled(!packet->payload.isEmpty());
    connect(copy, &QAction::triggered, this, [text = QString::fromUtf8(packet->payload)] {
        QGuiApplication::clipboard()->setText(text);
    });
    if (packet->id) {
        QAction *only = menu->addAction(icon(u"filter"_qs), tr("Show only packets with this ID"));
        connect(only, &QAction::triggered, this,
                [this, id = *packet->id] { m_filter->setText(QString::number(id)); });
    }
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void TimelineView::chooseFile()
{
    const QFileDialog *dialog = askForCsvFile(this, tr("Export packets"), u"packets.csv"_qs);
    connect(dialog, &QFileDialog::fileSelected, this, &TimelineView::exportTo);
}

void TimelineView::exportTo(const QString &fileName)
{
    const QString problem = exportTimeline(*m_filtered, fileName);
    if (problem.isEmpty())
        m_exportNote->setContent(
            StatusLabel::Kind::Good,
            tr("%n row(s) written to %1.", "", m_filtered->rowCount()).arg(fileName));
    else
        m_exportNote->setContent(StatusLabel::Kind::Bad,
                                 tr("%1 was not written: %2").arg(fileName, problem));
}

QVariantMap TimelineView::state() const
{
    return {{u"header"_qs, m_table->horizontalHeader()->saveState()},
            {u"payload"_qs, m_splitter->saveState()},
            {u"pings"_qs, m_pings->isChecked()}};
}

void TimelineView::setState(const QVariantMap &state)
{
    m_table->horizontalHeader()->restoreState(state[u"header"_qs].toByteArray());
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_splitter->restoreState(state[u"payload"_qs].toByteArray());
    m_pings->setChecked(state.value(u"pings"_qs, true).toBool());
}

} // namespace Rainbow::Admin
