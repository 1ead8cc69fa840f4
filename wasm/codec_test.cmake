# Fails unless FILE is what PROGRAM writes.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE made RESULT_VARIABLE code)
file(READ ${FILE} there)
if(NOT code EQUAL 0 OR NOT made STREQUAL there)
  message(FATAL_ERROR "${FILE} is not what wasm/fields.h says: run ${PROGRAM} > ${FILE}")
endif()
