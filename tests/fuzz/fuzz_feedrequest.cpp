// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "observe/feedrequest.h"
#include "observe/table.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Rainbow;

namespace {

void check(const TableQuery &query, ColumnFacts (*facts)(QByteArrayView))
{
    MUST(query.offset >= 0 && query.limit >= 0 && query.limit <= MaxPage);
    MUST(facts(query.sort).exists);
    for (const TableFilter::Match &match : query.filter.matches) {
        MUST(facts(match.member).exists);
        MUST(facts(match.member).isText == std::holds_alternative<QByteArray>(match.value));
    }
}

} // namespace

// Frames of dashboards: a request has an id that can be told back, and is either wrong, and says
// why, or within all bounds.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const FeedRequest request =
        parseFeedRequest(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (const FeedError *error = request.error()) {
        MUST(error->code == 400 || error->code == 413);
        MUST(!error->text.isEmpty());
        return 0;
    }
    MUST(QJsonDocument::fromJson('[' + request.id + ']').array().size() == 1);
    const FeedWish &wish = std::get<FeedWish>(request.wish);
    if (const auto *connections = std::get_if<ConnectionsQuestion>(&wish))
        check(connections->query, connectionColumn);
    else if (const auto *channels = std::get_if<ChannelsQuestion>(&wish))
        check(channels->query, channelColumn);
    else if (const auto *kick = std::get_if<KickAction>(&wish))
        MUST(!kick->identity.isEmpty() && kick->reason.size() <= 120);
    else if (const auto *send = std::get_if<SendAction>(&wish))
        MUST(send->channel.isEmpty() != send->identity.isEmpty() && send->type > 0);
    return 0;
}
