#!/bin/bash
# What the generators refuse, with file, line and reason: generators.sh MKHTML MKPO. A template
# or a catalogue that is broken in any way ends in a message, never in a crash.
set -u
mkhtml=$1 mkpo=$2 bad=0 n=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

complain() { echo "FAILED: $1"; bad=$((bad + 1)); }

# refuses TEMPLATE-BODY "line: words of the reason"
refuses() {
  n=$((n + 1))
  printf '{{ define t_html(struct html *h, str x, int n) }}\n%b\n{{ end }}\n' "$1" >"$dir/t.html"
  said=$("$mkhtml" "$dir/t.html" "$dir/t_html.h" "$dir/t_html.c" 2>&1)
  [ $? = 1 ] && [[ $said == *"t.html:$2"* ]] || complain "$1 -> $said (wanted $2)"
}
accepts() {
  n=$((n + 1))
  printf '{{ define t_html(struct html *h, str x, int n) }}\n%b\n{{ end }}\n' "$1" >"$dir/t.html"
  said=$("$mkhtml" "$dir/t.html" "$dir/t_html.h" "$dir/t_html.c" 2>&1) || complain "$1 -> $said"
}

refuses '<p class={{ x }}>' '2: error: the value of class= needs quotes'
refuses '<p {{ x }}>' '2: error: a value outside quotes'
refuses '<p>\n<a href="{{ x }}">' '3: error: a whole address from a value'
refuses '<a href="{{ x | url }}">' '2: error: a whole address from a value'
refuses '<a href="/c/{{ x | path }}">' '2: error: | path stands for a whole address'
refuses '<form action="{{ x }}">' '2: error: a whole address'
refuses '<img src="{{ x }}">' '2: error: a whole address'
refuses '<a href="javascript:alert(1)">' '2: error: javascript:'
refuses '<a href=" javascript:alert(1)">' '2: error: an address begins'
refuses '<p style="color:red">' '2: error: style='
refuses '<p\n  onclick="x()">' '3: error: onclick='
refuses '<img srcset="{{ x }}">' '2: error: srcset='
refuses '<script>alert(1)</script>' '2: error: a script is a file'
refuses '<style>p{}</style>' '2: error: <style>'
refuses '<p>中文</p>' '2: error: Chinese text'
refuses '<p>，</p>' '2: error: Chinese text'
refuses '{{ if n }}<p>' '1: error: this block has no {{ end }}'
refuses '<p' '3: error: the template of line 1 ends inside'
refuses '{{ if n }}<p' '1: error: this block has no'
refuses '{{ if n }}<a href="{{ end }}' '2: error: without an {{ else }}'
refuses '{{ if n }}<p>{{ else }}<p {{ end }}>' '2: error: this block leaves the HTML'
refuses '{{ for ;; }}<a title="{{ end }}' '2: error: this block leaves the HTML'
refuses '{{ else }}' '2: error: {{ else }} without'
refuses '{{ if n }}{{ else }}{{ else }}{{ end }}' '2: error: {{ else }} without'
refuses '{{ define u_html(struct html *h) }}' '2: error: {{ define }} inside'
refuses '{{ x | upper }}' '2: error: there is no filter'
refuses '{{ }}' '2: error: an empty'
refuses '{{ x' '2: error: {{ without its }}'
refuses '{{_n One | n }}' '2: error: a plural'
refuses '{{_ Due {day} | day }}' '2: error: a placeholder'
refuses '<a href="{{_ Close }}">' '2: error: UI text inside an address'
refuses '<!-- {{ x }} -->' '2: error: a value inside a comment'
refuses '{{ end }}\ntext' '3: error: text outside'

accepts '<p class="{{ x }}">{{ x }}{{ n | url }}</p>'
accepts '<a href="/c/{{ x }}?q={{ x | url }}">{{ a || b }}</a>'
accepts "{{_ Don't {who}, it's \"late\" | who = x }}"
accepts '{{ render f(h, &(struct s){.a = {1, 2}, .z = "}}"}) }}'
accepts '<option {{ if n }}selected{{ end }}><input{{ if n }} checked{{ end }}>'
accepts '<textarea>\n {{ x }} </textarea><pre> a  b </pre>'
accepts '<p>✓ · – …</p>{{# 中文 }} #}}'

# Any prefix of a good template: a message or a result, never a signal.
printf '{{ define t_html(struct html *h) }}<a href="/a/{{ x }}" title="{{_ A {b} | b = "}}" }}">{{_n One / {n} | n }}{{# c #}}<pre> x </pre>{{ if a }}b{{ else if c }}d{{ else }}e{{ end }}<!-- f --></a>{{ end }}' >"$dir/whole"
size=$(stat -c %s "$dir/whole")
for ((i = 0; i < size; i++)); do
  n=$((n + 1))
  head -c "$i" "$dir/whole" >"$dir/t.html"
  "$mkhtml" "$dir/t.html" "$dir/t_html.h" "$dir/t_html.c" 2>/dev/null
  [ $? -lt 2 ] || complain "crash at byte $i"
done

# po REASON ZH EN C
mkdir "$dir/src"
po() {
  n=$((n + 1))
  printf '%b' "$2" >"$dir/zh.po"
  printf '%b' "$3" >"$dir/en.po"
  printf '%b' "$4" >"$dir/src/a.c"
  said=$("$mkpo" "$dir" src -- "$dir/zh.po" "$dir/en.po" "$dir/o.c" "$dir/o.d" 2>&1)
  code=$?
  [ "$1" = ok ] && { [ $code = 0 ] || complain "$4 -> $said"; return; }
  [ $code = 1 ] && [[ $said == *"$1"* ]] || complain "$4 -> $said (wanted $1)"
}
a='msgid "A"\nmsgstr "Z"\n'
po ok "$a" '' 'x(_("A")); /* _("not") */ s = "_(\\"nor\\")";'
po 'a.c:2: error: no Chinese for "B"' "$a" '' 'x(_("A"));\ny(N_("B"));'
po 'no Chinese for "A B"' "$a" '' 'x(_("A "\n"B"));'
po 'translated twice' "$a$a"'msgid "A"\nmsgstr "Y"\n' '' ''
po ok "$a$a" '' 'x(_("A"));'
po 'placeholders differ' 'msgid "{a}"\nmsgstr "{b}"\n' '' 'x(_("{a}"));'
po 'placeholders differ' 'msgid "{a}"\nmsgstr "Z {a}"\n' 'msgid "{a}"\nmsgstr "none"\n' 'x(_("{a}"));'
po ok 'msgid "One"\nmsgid_plural "{n} more"\nmsgstr[0] "{n} Z"\n' '' 'tr_count(m, l, "One", "{n} more", n);'
po 'another plural' 'msgid "One"\nmsgid_plural "{n} more"\nmsgstr[0] "{n} Z"\n' '' 'tr_count(m, l, "One", "{n} others", n);'
po 'neither msgid' 'msgid "A"\nnonsense\n' '' ''
po 'zh.po:2: warning: nobody says "A"' "\n$a" '' 'x(_("B"));'
po ok "$a"'msgid ""\nmsgstr ""\n"A"\n' '' 'x(_("A"));'
for ((i = 0; i < 60; i++)); do
  n=$((n + 1))
  printf 'msgid "a"\nmsgid_plural "{n} b"\nmsgstr[0] "{n} \\"c\\"\\n"\nmsgstr[1] ""\n"d"\n' | head -c "$i" >"$dir/zh.po"
  "$mkpo" "$dir" src -- "$dir/zh.po" "$dir/en.po" "$dir/o.c" "$dir/o.d" 2>/dev/null
  [ $? -lt 2 ] || complain "mkpo crashes at byte $i"
done

echo "$((n - bad)) passed, $bad failed"
[ $bad = 0 ]
