// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "feed/feedclient.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QJsonValue>
#include <QSet>
#include <QTimer>

namespace Rainbow::Admin {

/// A table that lives in the relay, as docs/admin-feed.md has them: it sorts and filters there, and
/// what is here is some pages around the rows that are looked at. There are rowCount() rows from
/// the first answer on; one that is not known yet says so (LoadedRole), is blank, and is asked for
/// when a view wants its data. While it is active, what is looked at is asked for anew once per
/// second; dataChanged() comes for those cells that did change.
///
/// Rows are places, not things: when the relay's rows move, the same row shows another thing. What
/// stays with the thing is its key; PagedView keeps the selection by it.
///
/// To make one: derive, have an enum Column that ends in a count, and say what a cell shows
/// (cell()), by which member a column sorts (member()), columnCount() and headerData().
class PagedModel : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int PageSize = 50;
    /// Of rows kept: those looked at last.
    static constexpr int MaxPages = 16;
    static constexpr std::chrono::milliseconds RefreshInterval{1000};

    enum Role {
        RawRole = Qt::UserRole, ///< what is shown, as the relay has it: number, string, or invalid
        KeyRole, ///< string; empty while the row is not known
        LoadedRole, ///< bool
        FirstFreeRole,
    };

    /// what: the question; key: the member that names a row. client must outlive it.
    PagedModel(FeedClient &client, QString what, QString key, QObject *parent = nullptr);

    /// Off (from the beginning): nothing is asked, what is known stays.
    void setActive(bool active);
    [[nodiscard]] bool isActive() const { return m_active; }
    /// What is looked at, now.
    void refresh();
    /// What a view shows, so that just that is asked for (PagedView does it). Without a view: the
    /// first page, and whatever data() was asked for.
    void setVisibleRows(int first, int last);

    /// A text, an object, or nothing (all rows). The rows there are stay until the answer comes.
    void setFilter(const QJsonValue &filter);
    [[nodiscard]] QJsonValue filter() const { return m_filter; }
    /// Members of the question besides, as "name" of `channel`. Others: all rows go.
    void setArguments(const QJsonObject &arguments);
    [[nodiscard]] QJsonObject arguments() const { return m_arguments; }
    /// A column without a member() is ignored.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// There was an answer from this relay to these arguments; before, a rowCount() of 0 says
    /// nothing.
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    /// Rows without the filter. rowCount() are those that match.
    [[nodiscard]] qint64 total() const { return m_total; }
    /// Why the last question failed; empty: it did not. From the relay, English, or the client's.
    [[nodiscard]] QString error() const { return m_error; }
    /// HTTP's, or 0: there is no connection.
    [[nodiscard]] int errorCode() const { return m_errorCode; }
    /// The relay's clock when the newest rows were made, ms since 1970; 0: never.
    [[nodiscard]] qint64 at() const { return m_at; }

    /// Empty: not known.
    [[nodiscard]] QString keyAt(int row) const;
    /// -1: it is not among the rows that are known.
    [[nodiscard]] int rowOf(const QString &key) const;
    /// Empty: not known.
    [[nodiscard]] QJsonObject rowAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// isLoaded(), total() or rowCount().
    void countsChanged();
    void errorChanged();
    /// An answer with rows is about to be taken, and was taken: keys may have moved to other rows.
    void aboutToTake();
    void taken(const QJsonObject &answer);

protected:
    /// What a known row shows: for Qt's roles, RawRole and those of the model. A cell has changed
    /// when its RawRole has.
    [[nodiscard]] virtual QVariant cell(const QJsonObject &row, int column, int role) const = 0;
    /// What the relay sorts that column by; empty: it does not.
    [[nodiscard]] virtual QString member(int column) const = 0;
    /// What names a row, where it is not one member alone.
    [[nodiscard]] virtual QString keyOf(const QJsonObject &row) const;

private:
    struct Page {
        QList<QJsonObject> rows;
        qint64 usedAt = 0; ///< counts upwards
    };

    [[nodiscard]] const QJsonObject *find(int row) const;
    [[nodiscard]] QList<int> visiblePages() const;
    void want(int page) const;
    void fetchWanted();
    void ask(int page);
    void take(int page, const QJsonObject &answer);
    void takeRows(int page, const QJsonArray &rows);
    void startAnew();
    void clear();
    void setRowCount(int count);
    void forget(int page);
    void forgetKey(const QJsonObject &row, int place);
    void forgetOldest();
    void announce(int firstRow, const QList<QJsonObject> &before, const QList<QJsonObject> &now);
    void setError(int code, const QString &error);
    void onClientState();

    FeedClient &m_client;
    const QString m_what;
    const QString m_key;
    QUrl m_relay; ///< that the rows are of
    QJsonObject m_arguments;
    QJsonValue m_filter;
    QString m_sort;
    Qt::SortOrder m_order = Qt::AscendingOrder;

    int m_count = 0;
    qint64 m_total = 0;
    qint64 m_at = 0;
    bool m_loaded = false;
    bool m_active = false;
    QString m_error;
    int m_errorCode = 0;

    mutable QHash<int, Page> m_pages;
    mutable QSet<int> m_wanted;
    mutable QTimer m_fetch; ///< what is wanted
    mutable qint64 m_uses = 0;
    QHash<QString, int> m_rows; ///< by key
    QSet<int> m_underWay;
    QTimer m_refresh;
    bool m_hasView = false;
    int m_firstVisible = 0;
    int m_lastVisible = PageSize - 1;
    int m_question = 0; ///< counts what is asked for: filter, sorting, arguments
    int m_shown = 0; ///< which of them the rows are of
};

} // namespace Rainbow::Admin
