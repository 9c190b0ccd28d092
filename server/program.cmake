# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT

add_library(rainbow_node STATIC 
    application.cpp application.h appcommons.h loadtls.cpp loadtls.h node.cpp node.h worker.cpp worker.h workerthread.cpp workerthread.h
    commandline.cpp commandline.h service.cpp service.h signals.cpp signals.h
    systemdnotifier.cpp systemdnotifier.h watchdog.cpp watchdog.h)
add_library(Rainbow::Node ALIAS rainbow_node)
target_include_directories(rainbow_node PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
target_link_libraries(rainbow_node PUBLIC
    rainbow_flags Rainbow::Config Rainbow::Logging Rainbow::Runtime Rainbow::Gate Rainbow::Http
    Rainbow::Api Rainbow::Business Rainbow::Curl Rainbow::Exchange Rainbow::Dialect Rainbow::Hub
    Rainbow::Mesh Rainbow::Queue
    Rainbow::Observe)

rainbow_target(rainbow_node)

find_package(PkgConfig)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(SYSTEMD IMPORTED_TARGET libsystemd)
endif()
if(SYSTEMD_FOUND)
    target_compile_definitions(rainbow_node PRIVATE RAINBOW_HAVE_SYSTEMD)
    target_link_libraries(rainbow_node PRIVATE PkgConfig::SYSTEMD)
endif()

rainbow_program(rainbow-server SOURCES main.cpp
    LINK Rainbow::Node Rainbow::Translations Rainbow::ServerTranslations)
