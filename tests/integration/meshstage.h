// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "feedstage.h"
#include "meshclient.h"

namespace Rainbow::Test {

/// A stage whose relay is called by mesh.
class MeshStage : public FeedStage {
public:
    static constexpr char ImSecret[] = "the secret of im";
    /// The answer to what is simply done.
    [[nodiscard]] static QByteArray done() { return canonical(R"({"e":null,"r":{"s":true}})"); }
    /// The answer to a publication.
    [[nodiscard]] static QByteArray reached(int delivered, int failed = 0)
    {
        return canonical(R"({"e":null,"r":{"s":)" + QByteArray::number(delivered) + R"(,"f":)"
                         + QByteArray::number(failed) + "}}");
    }

    [[nodiscard]] bool startMesh(const Fields &settings = {}, int workers = 1)
    {
        return startFeed(settings + Fields{{"app_secret", ImSecret}}, workers);
    }
    [[nodiscard]] HttpReply post(const QByteArray &path, const QByteArray &body,
                                 const Fields &headers = {}) const
    {
        return HttpClient::get(httpServer(), "POST", "/v1/mesh/" + path, body, headers);
    }
    [[nodiscard]] QByteArray publish(const QByteArray &body, const Fields &headers = {}) const
    {
        return post("publish", body, headers).json();
    }
    [[nodiscard]] int codeOf(const QByteArray &path, const QByteArray &body) const
    {
        return post(path, body).object().value(u"e").toObject().value(u"c").toInt();
    }
    /// Who has come in last, as the business server was told.
    [[nodiscard]] QByteArray lastIdentity() const { return business.connects().last().identity(); }
    [[nodiscard]] bool enterTopic(TextClient &client, QByteArray &identity)
    {
        if (!client.open(server(), "/ws"))
            return false;
        identity = lastIdentity();
        return true;
    }
    [[nodiscard]] bool enterIm(TextClient &client, const QString &account, QByteArray &identity)
    {
        if (!client.open(server(),
                         "/ws/connect?app_id=default&token=" + tokenOf(account, ImSecret)))
            return false;
        identity = lastIdentity();
        return true;
    }
};

} // namespace Rainbow::Test
