// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "mesh/meshfakes.h"
#include "json/jsonobject.h"

#include <algorithm>

using namespace Rainbow;

namespace {

/// What is passed on as JSON is JSON, as another parser sees it.
void check(const MeshValue &value)
{
    if (value.kind == MeshValue::Kind::String)
        MUST(value.text.isValidUtf8());
    else if (value.kind != MeshValue::Kind::Missing && !value.text.isEmpty())
        MUST(isJson(value.text));
}

/// Whether it cannot be nested too deep.
bool isFlat(const QByteArray &text)
{
    return std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; })
        < MeshReader::MaxDepth;
}

} // namespace

// Requests of business servers, as they come by WebSocket and by HTTP: each is answered once, in
// JSON, or waits for the hub, and what is passed on of it is JSON.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static MeshReader reader;
    const QByteArray text = Fuzz::bytesOf(data, size).toByteArray();
    for (const auto what : {MeshReader::What::Call, MeshReader::What::Parameters}) {
        const MeshRequest *request = reader.read(text, what);
        const bool isObject = JsonObject(text).isValid();
        MUST(isObject ? request || !isFlat(text) : !request);
        if (request) {
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
        MUST(answer == "s pong" || isJson(answer.mid(2)));
    for (const auto &command : scene.port.orders)
        MUST(!command.order.identity.isEmpty());

    int answers = 0;
    scene.service->publish(text, [&answers](const QByteArray &json) {
        MUST(isJson(json));
        ++answers;
    });
    MUST(answers == 1 || !scene.port.publications.empty());
    return 0;
}
