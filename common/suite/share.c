/* Selection sampling (Fan, Muller, Rezucha 1962; Knuth, The Art of Computer Programming, volume 2,
 * algorithm S). To choose every n-th would be simpler; but where every second connection carries
 * posts, or every second user listens to the same channel, every second one is of one kind. */
#include "common/suite/share.h"

#include "common/base/whole.h"

struct share share_of(uint64_t count, double share) {
  return (struct share){.random = random_seeded(0, count),
                        .left = count,
                        .wanted = whole_of((double)count * share + 0.5)};
}

bool share_next(struct share *share) {
  if (share->left == 0)
    return false;
  bool chosen = random_uniform(&share->random) * (double)share->left < (double)share->wanted;
  share->left--;
  share->wanted -= chosen;
  return chosen;
}
