// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "log/eventfilter.h"
#include "page.h"

#include <QPointer>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace Rainbow::Admin {

class EmptyState;
class EventDetails;
class EventExport;
class EventFollower;
class EventsModel;
class FollowTable;
class KindBar;
class Notice;
class StatusLabel;
class ToggleButton;

/// What happened in the relay, as it happens: filter, follow, look at one, export.
class EventsPage : public Page {
    Q_OBJECT

public:
    explicit EventsPage(FeedClient &client, QWidget *parent = nullptr);
    ~EventsPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString iconName() const override;
    void saveState(QSettings &settings) const override;
    void restoreState(QSettings &settings) override;

    /// Writes what matches the filter to that file; the end is said on the page.
    void exportTo(const QString &fileName);

Q_SIGNALS:
    /// The window of this connection is wanted.
    void openConnection(const QString &identity);

protected:
    void retranslate() override;
    void setActive(bool active) override;

private:
    void build();
    [[nodiscard]] QWidget *makeBar();
    [[nodiscard]] QWidget *makeTable();
    [[nodiscard]] QWidget *makeExportBar();
    void connectAll();
    void applyFilter();
    void updateContent();
    void updateDetails();
    void openRow(const QModelIndex &index);
    void showMenu(const QPoint &position);
    void chooseFile();
    void endExport(qint64 written, const QString &problem);

    EventsModel *m_model;
    EventFilterModel *m_filtered;
    EventFollower *m_follower;
    QPointer<EventExport> m_export;

    Notice *m_notice = nullptr;
    KindBar *m_kinds = nullptr;
    QLineEdit *m_filterText = nullptr;
    ToggleButton *m_follow = nullptr;
    QPushButton *m_exportButton = nullptr;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_stack = nullptr;
    FollowTable *m_table = nullptr;
    EmptyState *m_empty = nullptr;
    EventDetails *m_details = nullptr;
    QLabel *m_count = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancel = nullptr;
    StatusLabel *m_exportNote = nullptr;
    QString m_problem; ///< of the follower
};

} // namespace Rainbow::Admin
