/* main: the commands of the program. */
#include "kit/base/base.h"

int main(void)
{
    return 0;
}
