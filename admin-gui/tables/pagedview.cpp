// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "tables/pagedview.h"

#include "feed/pagedmodel.h"

#include <QDataStream>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

namespace Rainbow::Admin {

namespace {

constexpr int RowPadding = 8;
constexpr int CellPadding = 14;
constexpr int MinimumCharacters = 5;
constexpr auto StateVersion = QDataStream::Qt_6_4;

} // namespace

PagedView::PagedView(QWidget *parent) : QTableView(parent), m_columnsMenu(std::make_unique<QMenu>())
{
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + RowPadding);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    m_columnsMenu->setObjectName(u"columnsMenu"_qs);
    connect(m_columnsMenu.get(), &QMenu::aboutToShow, this, &PagedView::fillColumnsMenu);
    connect(horizontalHeader(), &QWidget::customContextMenuRequested, this,
            [this](QPoint at) { m_columnsMenu->popup(horizontalHeader()->mapToGlobal(at)); });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &PagedView::reportVisible);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &PagedView::reportVisible);
    connect(this, &QTableView::doubleClicked, this, &PagedView::openRow);
}

PagedView::~PagedView() = default;

void PagedView::setPagedModel(PagedModel *model)
{
    m_model = model;
    setModel(model);
    connect(model, &PagedModel::aboutToTake, this, [this] { m_moving = true; });
    connect(model, &PagedModel::taken, this, &PagedView::onTaken);
    setSortingEnabled(true);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this] { scrollToTop(); });
    reportVisible();
}

QString PagedView::currentKey() const
{
    return m_model && currentIndex().isValid() ? m_model->keyAt(currentIndex().row()) : QString();
}

void PagedView::setCurrentKey(const QString &key)
{
    m_key = key;
    moveCurrent(key.isEmpty() ? -1 : m_model->rowOf(key));
    Q_EMIT currentKeyChanged();
}

void PagedView::setColumnWidths(const QList<int> &characters)
{
    const int one = fontMetrics().horizontalAdvance(u'0');
    for (int column = 0; column < characters.size(); ++column) {
        setColumnHidden(column, characters[column] == 0);
        setColumnWidth(column, std::max(characters[column], MinimumCharacters) * one + CellPadding);
    }
}

void PagedView::setColumnUseful(int column, bool useful)
{
    const QHeaderView *header = horizontalHeader();
    const bool isLast = header->count() - header->hiddenSectionCount() == 1;
    if (!m_chosenColumns.contains(column) && (useful || !isLast))
        setColumnHidden(column, !useful);
}

void PagedView::chooseColumn(int column, bool shown)
{
    m_chosenColumns.insert(column);
    setColumnHidden(column, !shown);
}

QByteArray PagedView::saveColumns() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(StateVersion);
    stream << horizontalHeader()->saveState() << m_chosenColumns;
    return state;
}

void PagedView::restoreColumns(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(StateVersion);
    QByteArray headerState;
    QSet<int> chosen;
    stream >> headerState >> chosen;
    QHeaderView *header = horizontalHeader();
    // One of a version with other columns would hide the new ones.
    const int columns = header->count();
    if (stream.status() != QDataStream::Ok || !header->restoreState(headerState)
        || header->count() != columns)
        return;
    m_chosenColumns = chosen;
    if (header->hiddenSectionCount() == columns)
        header->showSection(0);
    m_model->sort(header->sortIndicatorSection(), header->sortIndicatorOrder());
}

void PagedView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (m_moving || !m_model)
        return;
    m_key = current.isValid() ? m_model->keyAt(current.row()) : QString();
    Q_EMIT currentKeyChanged();
}

void PagedView::onTaken()
{
    m_moving = false;
    reportVisible();
    const int row = m_model->rowOf(m_key);
    if (m_key.isEmpty())
        m_key = currentKey(); // it was chosen before it was known
    else if (row != currentIndex().row())
        moveCurrent(row);
    Q_EMIT currentKeyChanged();
}

void PagedView::moveCurrent(int row)
{
    const QScopedValueRollback<bool> moving(m_moving, true);
    // The view stays where people have put it.
    setAutoScroll(false);
    if (row < 0) {
        selectionModel()->clear();
    } else {
        const int column = std::max(0, currentIndex().column());
        selectionModel()->setCurrentIndex(m_model->index(row, column),
                                          QItemSelectionModel::ClearAndSelect
                                              | QItemSelectionModel::Rows);
    }
    setAutoScroll(true);
}

void PagedView::reportVisible()
{
    if (!m_model)
        return;
    const int first = std::max(0, rowAt(0));
    const int last = rowAt(viewport()->height() - 1);
    const int shown = viewport()->height() / std::max(1, verticalHeader()->defaultSectionSize());
    m_model->setVisibleRows(first, last < 0 ? first + shown : last);
}

void PagedView::openRow(const QModelIndex &index)
{
    const QString key = m_model->keyAt(index.row());
    if (!key.isEmpty())
        Q_EMIT opened(key);
}

void PagedView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        && currentIndex().isValid()) {
        openRow(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

void PagedView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    reportVisible();
}

void PagedView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        verticalHeader()->setDefaultSectionSize(fontMetrics().height() + RowPadding);
}

void PagedView::fillColumnsMenu()
{
    m_columnsMenu->clear();
    QHeaderView *header = horizontalHeader();
    const bool isLast = header->count() - header->hiddenSectionCount() == 1;
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        QAction *action = m_columnsMenu->addAction(
            m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        // The last one stays, or there would be no header to bring the others back.
        action->setEnabled(!action->isChecked() || !isLast);
        connect(action, &QAction::toggled, this,
                [this, column](bool on) { chooseColumn(column, on); });
    }
}

} // namespace Rainbow::Admin
