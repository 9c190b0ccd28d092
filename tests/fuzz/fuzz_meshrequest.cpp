// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "mesh/meshfakes.h"

#include <QJsonDocument>

using namespace Rainbow;

namespace {

/// What another parser makes of a value must be the same: it is JSON, and passed on as such.
void check(const MeshValue &value)
{
    switch (value.kind) {
    case MeshValue::Kind::Missing:
        break;
    case MeshValue::Kind::String:
        MUST(value.text.isValidUtf8());
        break;
    case MeshValue::Kind::Array:
    case MeshValue::Kind::Object:
        if (!value.text.isEmpty())
            MUST(!QJsonDocument::fromJson(value.text.toByteArray()).isNull());
        break;
    default:
        MUST(!QJsonDocument::fromJson('[' + value.text.toByteArray() + ']').isNull());
    }
}

} // namespace

// Requests of business servers, as they come by WebSocket and by HTTP: each is answered once, in
// JSON, or waits for the hub, and what is passed on of it is JSON.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static MeshReader reader;
    const QByteArray text = Fuzz::bytesOf(data, size).toByteArray();
    for (const auto what : {MeshReader::What::Call, MeshReader::What::Parameters}) {
        if (const MeshRequest *request = reader.read(text, what)) {
            check(request->method);
            check(request->c);
            check(request->d);
            check(request->f);
            for (const auto *list : {&request->t, &request->a}) {
                MUST(list->elements.size() <= MeshRequest::MaxElements);
                for (const MeshValue &element : list->elements)
                    check(element);
            }
        }
    }

    MeshScene scene;
    const QByteArrayList told = scene.call(text);
    const size_t asked = scene.port.publications.size() + (scene.port.orders.empty() ? 0 : 1);
    MUST(size_t(told.size()) + asked == 1);
    for (const QByteArray &answer : told)
        MUST(answer == "s pong" || !QJsonDocument::fromJson(answer.mid(2)).isNull());
    for (const auto &command : scene.port.orders)
        MUST(!command.order.identity.isEmpty());

    int answers = 0;
    scene.service->publish(text, [&answers](const QByteArray &json) {
        MUST(!QJsonDocument::fromJson(json).isNull());
        ++answers;
    });
    MUST(answers == 1 || !scene.port.publications.empty());
    return 0;
}
