# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT

# What can be chosen at configure time, and the one INTERFACE target, rainbow_flags, that
# carries every compile flag of the project.

option(RAINBOW_BUILD_TESTS "Build the tests and benchmarks" ON)
option(RAINBOW_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
option(RAINBOW_FUZZ "Build the fuzz targets (tests/fuzz); needs clang" OFF)
option(RAINBOW_REQUIRE_ALL "Fail when QML, Widgets or Doxygen are missing, instead of leaving out what needs them" OFF)
option(RAINBOW_PRECOMPILE "Precompile the headers that all files share: faster, but hides missing includes" OFF)
set(_for_apps OFF)
if(ANDROID OR IOS OR EMSCRIPTEN)
    set(_for_apps ON)
endif()
option(RAINBOW_CLIENT_ONLY "Build the client library and the chats only: no relay, no tests" ${_for_apps})
option(RAINBOW_CLIENT_STATIC "Build the client library and its QML module as static libraries" ${_for_apps})
set(RAINBOW_SANITIZE "" CACHE STRING "Sanitizers for all code, as in -fsanitize= (address,undefined or thread)")

get_property(_multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT _multi_config AND NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

include(GNUInstallDirs)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network WebSockets)
if(NOT RAINBOW_CLIENT_ONLY)
    find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
    find_package(Threads REQUIRED)
    find_package(CURL 7.80 REQUIRED)
endif()

# What the relay does without.
find_package(Qt6 6.4 QUIET OPTIONAL_COMPONENTS Widgets Svg Charts LinguistTools Qml Quick QuickControls2 QuickTest)
find_package(Qt6Keychain QUIET)
find_package(Doxygen QUIET)
foreach(needs "Qt6Widgets:the dashboard and the desktop's chat"
        "Qt6Charts:the dashboard" "Qt6Svg:the dashboard" "Qt6Keychain:the dashboard" "Qt6LinguistTools:translations" "Qt6Qml:the QML module" "Qt6QuickControls2:the phone's chat"
        "Doxygen:the target docs")
    string(REGEX MATCH "^([^:]*):(.*)$" unused "${needs}")
    if(${CMAKE_MATCH_1}_FOUND)
        message(STATUS "${CMAKE_MATCH_1}: found, for ${CMAKE_MATCH_2}")
    elseif(RAINBOW_REQUIRE_ALL)
        message(FATAL_ERROR "${CMAKE_MATCH_1} is missing, which ${CMAKE_MATCH_2} needs")
    else()
        message(STATUS "${CMAKE_MATCH_1}: missing; without ${CMAKE_MATCH_2}")
    endif()
endforeach()

add_library(rainbow_flags INTERFACE)
target_compile_features(rainbow_flags INTERFACE cxx_std_20)
target_compile_options(rainbow_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
    -Wformat=2 -Wimplicit-fallthrough
    $<$<BOOL:${RAINBOW_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(rainbow_flags INTERFACE
    QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_FOREACH QT_STRICT_ITERATORS QT_NO_URL_CAST_FROM_STRING
    QT_DISABLE_DEPRECATED_BEFORE=0x060400
    RAINBOW_VERSION="${PROJECT_VERSION}")
if(RAINBOW_SANITIZE)
    target_compile_options(rainbow_flags INTERFACE
        -fsanitize=${RAINBOW_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        # Needs a free descriptor to look at an object, and finds fault with it when there is none.
        -fno-sanitize=vptr
        # A third of the build's time: what tests do themselves is not what is tested.
        $<$<BOOL:$<TARGET_PROPERTY:RAINBOW_IS_TEST>>:-fno-sanitize=undefined>)
    target_link_options(rainbow_flags INTERFACE -fsanitize=${RAINBOW_SANITIZE})
endif()
if(RAINBOW_FUZZ)
    target_compile_options(rainbow_flags INTERFACE -fsanitize=fuzzer-no-link
        # Clang takes a precompiled header only where symbols are as visible as in it.
        -fvisibility=default -fno-visibility-inlines-hidden)
endif()

# Of test programs, on top of the others: with a sanitizer the optimiser is a third of their build.
set(RAINBOW_TEST_FLAGS "")
if(RAINBOW_SANITIZE)
    set(RAINBOW_TEST_FLAGS -O0)
endif()

# One precompiled header for all targets, and one for tests, which are not optimised. QTest is in
# neither: it differs by what a target defines.
if(RAINBOW_PRECOMPILE)
    file(WRITE "${PROJECT_BINARY_DIR}/precompiled.cpp" "// Nothing but the header.\n")
    foreach(precompiled rainbow_precompiled rainbow_precompiled_tests)
        add_library(${precompiled} OBJECT "${PROJECT_BINARY_DIR}/precompiled.cpp")
        target_link_libraries(${precompiled} PRIVATE rainbow_flags Qt6::Core Qt6::Network)
        target_precompile_headers(${precompiled} PRIVATE
            <algorithm> <array> <chrono> <functional> <map> <memory> <mutex> <optional> <random> <span>
            <string> <unordered_map> <unordered_set> <utility> <variant> <vector>
            <QByteArray> <QByteArrayView> <QCoreApplication> <QCryptographicHash> <QDateTime> <QElapsedTimer>
            <QFile> <QHash> <QHostAddress> <QJsonArray> <QJsonDocument> <QJsonObject> <QList>
            <QLoggingCategory> <QNetworkReply> <QObject> <QPointer> <QProcess> <QRegularExpression>
            <QSet> <QSocketNotifier> <QSslSocket> <QString> <QStringList> <QTcpServer> <QTcpSocket>
            <QTemporaryDir> <QThread> <QTimer> <QUrl> <QUrlQuery> <QVariant>)
    endforeach()
    set_target_properties(rainbow_precompiled_tests PROPERTIES RAINBOW_IS_TEST ON)
    target_compile_options(rainbow_precompiled_tests PRIVATE ${RAINBOW_TEST_FLAGS})
endif()
