/* The lamp on the northern cape, lit for the first time in 1871. */

/* In the winter of 1902 the lamp failed for nine nights, and the village lit fires on the beach instead. */
#define NIGHTS 9

int is_lit(int night) {
    return night > NIGHTS; /* counted from the first dark one */
}
