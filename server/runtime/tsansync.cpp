// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// Qt as distributions build it is not instrumented, so the thread sanitizer does not see that
// posting an event comes before its delivery, and takes every posted event for a race. Rather
// than suppress such reports, which would hide our own races below them, this says so: postEvent()
// is wrapped by the linker, and Qt calls back before each delivery. What postEvent() itself does
// to Qt's event lists, under a mutex the sanitizer does not see either, is not looked at; none
// of our code runs within it.

#include <QCoreApplication>

#include <sanitizer/tsan_interface.h>

extern "C" {

void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);

void __real__ZN16QCoreApplication9postEventEP7QObjectP6QEventi(QObject *, QEvent *, int);

void __wrap__ZN16QCoreApplication9postEventEP7QObjectP6QEventi(QObject *receiver, QEvent *event,
                                                               int priority)
{
    __tsan_release(event);
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    __real__ZN16QCoreApplication9postEventEP7QObjectP6QEventi(receiver, event, priority);
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
}

} // extern "C"

namespace {

bool beforeDelivery(void **data)
{
    __tsan_acquire(data[1]); // the event
    return false; // and go on
}

const bool registered = QInternal::registerCallback(QInternal::EventNotifyCallback, beforeDelivery);

} // namespace
