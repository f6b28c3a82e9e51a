/* Addresses in heads of IPv4. */
#include "bench/link/packet_user.h"

#include "common/suite/link_addresses.h"

enum { HEAD_BYTES = 20, VERSION_4 = 4, SOURCE_AT = 12, DESTINATION_AT = 16 };

bool packet_user_of(const uint8_t *packet, size_t bytes, enum link_direction direction,
                    struct packet_user *out) {
  if (bytes < HEAD_BYTES || packet[0] >> 4 != VERSION_4)
    return false;
  const uint8_t *at = packet + (direction == LINK_UP ? SOURCE_AT : DESTINATION_AT);
  uint32_t address = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
  if (address <= LINK_USERS_BASE ||
      address - LINK_USERS_BASE > LINK_USERS_MAX * LINK_ADDRESSES_OF_USER)
    return false;
  uint32_t place = address - LINK_USERS_BASE - 1;
  *out = (struct packet_user){.number = place % LINK_USERS_MAX, .address = place / LINK_USERS_MAX};
  return true;
}
