# Fails unless PROGRAM carries the marks of a hardened build: position-independent, everything bound and made read-only
# at start, no executable stack, no segment that can be written and executed, no search path for libraries, canaries
# on the stack and checked string functions.
execute_process(COMMAND readelf --wide --file-header --program-headers --dynamic --dyn-syms --notes ${PROGRAM}
  OUTPUT_VARIABLE elf RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "readelf can't read ${PROGRAM}")
endif()

set(missing "")
function(want what pattern)
  if(NOT elf MATCHES "${pattern}")
    set(missing "${missing}\n  ${what}" PARENT_SCOPE)
  endif()
endfunction()
function(refuse what pattern)
  if(elf MATCHES "${pattern}")
    set(missing "${missing}\n  ${what}" PARENT_SCOPE)
  endif()
endfunction()

want("a position-independent executable" "Type: +DYN")
want("a PIE flag" "FLAGS_1[^\n]* PIE")
want("read-only relocations" "GNU_RELRO")
want("binding at start" "FLAGS[^\n]* (BIND_NOW|NOW)")
want("a stack that is not executable" "GNU_STACK[^\n]* RW ")
refuse("no segment that is writable and executable" "LOAD[^\n]* RWE")
refuse("no search path for libraries" "\\((RPATH|RUNPATH)\\)")
want("stack canaries" "__stack_chk_fail")
want("checked memory and string functions" "__(memcpy|snprintf|read|vsnprintf|fprintf|printf)_chk")
if(missing)
  message(FATAL_ERROR "${PROGRAM} lacks:${missing}")
endif()
message("${PROGRAM} is hardened")
