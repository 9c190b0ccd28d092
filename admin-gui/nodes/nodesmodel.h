// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QAbstractItemModel>
#include <QJsonObject>
#include <QVariant>

#include <array>
#include <memory>
#include <vector>

namespace Rainbow::Admin {

/// Nodes, and below each its workers, as a stats event has them: nodes by name, workers by number.
class NodesModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column {
        Name, ///< or the worker's number
        State, ///< nodes: running, draining, or what memory makes it do
        Version, ///< nodes
        Cpu,
        LoopDelay, ///< workers
        Connections,
        MessagesIn,
        MessagesOut,
        ForwardsWaiting,
        Backlog,
        Memory, ///< nodes, as the next ones
        Pid,
        Uptime,
        ColumnCount,
    };
    enum Role {
        RawRole = Qt::UserRole, ///< what columns are sorted by
        NodeRole, ///< the name of the node, of workers too
    };

    /// As it stands in the column Name.
    [[nodiscard]] static QString workerName(int number);

    explicit NodesModel(QObject *parent = nullptr);
    ~NodesModel() override;

    /// "stats": rows that are new come, rows that are gone go, and only what changed is said to.
    void update(const QJsonObject &stats);
    void clear();
    /// Texts and colours are to be asked for again.
    void refresh();

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    using Row = std::array<QVariant, ColumnCount>;
    struct Node {
        QString name;
        Row row;
        double memoryBudget = 0;
        double maxConnections = 0;
        qint64 startedAt = 0;
        std::vector<Row> workers;
    };
    using Nodes = std::vector<std::unique_ptr<Node>>;

    [[nodiscard]] static std::unique_ptr<Node> nodeOf(const QJsonObject &json);
    [[nodiscard]] static Row workerRow(const QJsonObject &worker);
    void insert(std::size_t at, std::unique_ptr<Node> node);
    void remove(std::size_t at);
    void merge(std::size_t at, Node &from);
    void replace(Row &row, const Row &with, int number, const QModelIndex &parent);
    [[nodiscard]] static Node *parentNode(const QModelIndex &index);
    [[nodiscard]] const Row *rowOf(const QModelIndex &index) const;
    [[nodiscard]] static QString text(Column column, const QVariant &raw, bool worker);
    [[nodiscard]] static QString stateText(const QString &state);
    [[nodiscard]] QString toolTip(const QModelIndex &index) const;
    [[nodiscard]] static QVariant color(Column column, const QVariant &raw, bool worker);

    Nodes m_nodes;
};

} // namespace Rainbow::Admin
