# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT

# A folder is a library, a program or a test: one call each. Includes are written from the
# source root of the part ("hub/session.h" below server/, "protocol/packet.h" below client-sdk/).

# What every target gets; after its name there may be that of the precompiled header it uses.
function(rainbow_target target)
    set(precompiled rainbow_precompiled)
    if(ARGC GREATER 1)
        set(precompiled ${ARGV1})
    endif()
    string(FIND "${CMAKE_CURRENT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/tests" at)
    if(at EQUAL 0)
        set_target_properties(${target} PROPERTIES RAINBOW_IS_TEST ON)
    endif()
    if(RAINBOW_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM ${precompiled})
        target_link_libraries(${target} PRIVATE Qt6::Network) # is in it
    endif()
endfunction()

# rainbow_library(NAME SOURCES ... [LINK ...])
# A static library rainbow_<name> with the alias Rainbow::<Name>.
function(rainbow_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
    string(TOLOWER "rainbow_${name}" target)
    add_library(${target} STATIC ${arg_SOURCES})
    add_library(Rainbow::${name} ALIAS ${target})
    target_include_directories(${target} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}/..")
    target_link_libraries(${target} PUBLIC rainbow_flags ${arg_LINK})
    rainbow_target(${target})
endfunction()

# rainbow_program(NAME [COMPONENT component] SOURCES ... [LINK ...])
# An installed program, built into <build>/bin. Its component: its name without "rainbow-".
function(rainbow_program name)
    cmake_parse_arguments(arg "" "COMPONENT" "SOURCES;LINK" ${ARGN})
    if(NOT arg_COMPONENT)
        string(REPLACE "rainbow-" "" arg_COMPONENT ${name})
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE rainbow_flags ${arg_LINK})
    rainbow_target(${name})
    if("Rainbow::Client" IN_LIST arg_LINK)
        # It is found wherever both are installed to.
        file(RELATIVE_PATH up "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_LIBDIR}")
        set_target_properties(${name} PROPERTIES INSTALL_RPATH "\$ORIGIN/${up}")
    endif()
    install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT ${arg_COMPONENT})
endfunction()

# rainbow_test(NAME [LINK ...] [LABELS ...] [TIMEOUT seconds] [SOURCES ...])
# A Qt Test program from <name>.cpp (and SOURCES), run by ctest under its name. Those with the
# label tsan are what the target tsan-tests builds. Of its files moc reads <name>.cpp, which includes
# <name>.moc, and no other: what else has a Q_OBJECT belongs in a library.
function(rainbow_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set(moc "${CMAKE_CURRENT_BINARY_DIR}/${name}.moc")
    add_executable(${name} ${name}.cpp ${moc} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests"
        AUTOMOC OFF)
    target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
    qt_generate_moc(${name}.cpp ${moc} TARGET ${name})
    target_link_libraries(${name} PRIVATE rainbow_flags Qt6::Test ${arg_LINK})
    target_compile_options(${name} PRIVATE ${RAINBOW_TEST_FLAGS})
    rainbow_target(${name} rainbow_precompiled_tests)
    add_test(NAME ${name} COMMAND ${name})
    # What may take long begins first, so that it is not waited for at the end. What hangs is ended by
    # ctest, not by QTest, which does not know how long a test may take.
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} COST ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "LSAN_OPTIONS=print_suppressions=0:suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp;LC_ALL=C.UTF-8;QTEST_FUNCTION_TIMEOUT=900000")
    if("tsan" IN_LIST arg_LABELS)
        add_dependencies(tsan-tests ${name})
    endif()
endfunction()
