/* The style sheet of a page: one column, for light and dark screens, telephones and paper. On
 * narrow screens the narrow picture of each chart is shown. */
#include <stdbool.h>

#include "bench/chart/palette.h"
#include "bench/report/page.h"
#include "common/base/traits.h"

static const char style[] =
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:16px/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif}\n"
    "main{max-width:80rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}\n"
    "h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.01em;margin:0 0 .4rem}\n"
    "h2{font-size:1.25rem;margin:2.8rem 0 .8rem;padding-top:1.2rem;"
    "border-top:1px solid var(--line)}\n"
    "h3{font-size:1.05rem;margin:1.6rem 0 .4rem}\n"
    "h1,h2,h3,p,li,figcaption{overflow-wrap:anywhere}\n"
    "p{margin:.5rem 0;max-width:46rem}\n"
    ".lead{font-size:1.15rem;color:var(--quiet)}\n"
    ".quiet{color:var(--quiet);font-size:.9rem}\n"
    ".warning{background:var(--warn);border-left:4px solid var(--doubtful);"
    "border-radius:4px;padding:.7rem 1rem;max-width:none}\n"
    "ul{padding-left:1.2rem;max-width:48rem}\nli{margin:.35rem 0}\n"
    ".scroll{overflow-x:auto;margin:.8rem 0}\n"
    "table{border-collapse:collapse;font-size:.8rem;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.35rem .38rem;text-align:right;white-space:nowrap;"
    "border-bottom:1px solid var(--line)}\n"
    "th{font-weight:600;color:var(--quiet);vertical-align:bottom;white-space:normal;"
    "line-height:1.25}\n"
    "th button{font:inherit;color:inherit;background:none;border:0;padding:0;text-align:inherit;"
    "cursor:pointer}\n"
    "th[aria-sort=ascending] button::after{content:\" ▲\"}"
    "th[aria-sort=descending] button::after{content:\" ▼\"}\n"
    ".name{text-align:left}\ntbody tr:hover{background:var(--soft)}\n"
    ".mark::before{content:\"\";display:inline-block;width:.65em;height:.65em;"
    "margin-right:.5em;border-radius:50%;background:var(--quiet)}\n"
    ".valid::before,.holds::before{background:var(--good)}"
    ".suspect::before{background:var(--doubtful)}\n"
    ".invalid::before,.failed::before,.fails::before{background:var(--bad)}\n"
    ".texts td{white-space:normal;vertical-align:top;min-width:7rem}"
    ".texts td:first-child{min-width:18rem}\n"
    "td.name:nth-child(4){white-space:normal}\n"
    "figure{margin:1.4rem 0 2rem}\n"
    "figure svg{display:block;width:100%;height:auto;background:var(--paper);"
    "border:1px solid var(--line);border-radius:6px}\n"
    "figure .narrow{display:none}\n"
    "figcaption{color:var(--quiet);font-size:.9rem;margin-top:.5rem;max-width:46rem}\n"
    ".tip{position:fixed;z-index:1;max-width:min(24rem,calc(100vw - 1rem));padding:.3rem .5rem;"
    "font-size:.82rem;line-height:1.35;background:var(--ink);color:var(--paper);border-radius:4px;"
    "pointer-events:none;overflow-wrap:anywhere}\n"
    ".value .on{stroke:var(--ink);stroke-width:2}\n"
    "pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;"
    "padding:.8rem 1rem;overflow-x:auto;font-size:.86rem}\n"
    "summary{cursor:pointer;color:var(--quiet);margin:.6rem 0}\n"
    "@media screen and (max-width:52rem){figure .wide{display:none}"
    "figure .narrow{display:block;max-width:34rem}}\n"
    "@media(max-width:40rem){main{padding:1.2rem .9rem 3rem}h1{font-size:1.5rem}"

    "figure{margin-left:-.9rem;margin-right:-.9rem}figure svg{border-radius:0;border-width:1px 0}"
    "figcaption{padding:0 .9rem}}\n"
    "@page{size:A4 landscape;margin:12mm}\n"
    "@media print{.tip{display:none}main{max-width:none;padding:0}figure,tr,li{break-inside:avoid}"
    "h2,h3{break-after:avoid}.scroll{overflow:visible;width:auto;max-width:none}"
    "table{font-size:.62rem;max-width:100%}th,td,td.name{padding:.15rem .25rem;"
    "white-space:normal;overflow-wrap:anywhere}td:not(.name){white-space:nowrap}"
    ".texts td,.texts td:first-child{min-width:0;white-space:normal}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere}}\n";

/* Colours that no chart has. */
static const char *const page_colours[] = {
    [false] = "--line:#d8dee4;--soft:#f6f8fa;--warn:#fff8c5",
    [true] = "--line:#30363d;--soft:#161b22;--warn:#2d2611",
};

static void colours_write(FILE *html, bool dark) {
  fputs(":root{", html);
  for (const struct palette_colour *colour = palette; colour->name; colour++)
    fprintf(html, "--%s:#%06x;", colour->name, (unsigned)(dark ? colour->dark : colour->light));
  fprintf(html, "%s}", page_colours[dark]);
}

/* A transport's mark has its colour. */
static void marks_write(FILE *html) {
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    fprintf(html, ".%s::before{background:var(--%s)}\n", transport_name(i), transport_name(i));
}

void page_style_write(FILE *html) {
  colours_write(html, false);
  fputs("\n@media screen and (prefers-color-scheme:dark){", html);
  colours_write(html, true);
  fputs("}\n", html);
  fputs(style, html);
  marks_write(html);
}
