namespace Millrace.EndToEnd.Live;

/// <summary>What is looked for on a page by script: each gives a list of what is wrong, as lines.</summary>
internal static class LiveLooks
{
    /// <summary>Language, title, headings in order, one main part, names of everything that can be used, no name given twice to two elements.</summary>
    public const string Structure = """
        () => {
          const wrong = [];
          if (!document.documentElement.lang) wrong.push('the page has no language');
          if (!document.title) wrong.push('the page has no title');
          if (document.querySelectorAll('main').length !== 1) wrong.push('the page has not one main part');
          const headings = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => +each.localName[1]);
          if (headings[0] !== 1 || headings.filter(level => level === 1).length !== 1) wrong.push(`the headings are ${headings}`);
          headings.forEach((level, index) => { if (index && level > headings[index - 1] + 1) wrong.push(`h${level} follows h${headings[index - 1]}`); });
          for (const each of document.querySelectorAll('a[href],button,input,select,textarea,[tabindex="0"],[role=img]')) {
            const labels = [...each.labels ?? []].map(label => label.textContent).join(' ');
            const shown = each.cloneNode(true);
            shown.querySelectorAll?.('[aria-hidden=true]').forEach(hidden => hidden.remove());
            const own = each.matches('a,button') ? shown.textContent : '';
            if (!(each.ariaLabel || labels || own).trim()) wrong.push(`no name: ${each.outerHTML.slice(0, 120)}`);
          }
          const ids = [...document.querySelectorAll('[id]')].map(each => each.id);
          ids.forEach((id, index) => { if (ids.indexOf(id) !== index) wrong.push(`the id ${id} is there twice`); });
          for (const label of document.querySelectorAll('label[for]')) if (!label.control) wrong.push(`the label of ${label.htmlFor} is nobody's`);
          if (document.documentElement.scrollWidth > innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);
          return wrong;
        }
        """;

    /// <summary>Contrast of every text with what is behind it: at least 4.5 to 1 (WCAG 2, 1.4.3; large text would do with 3).</summary>
    public const string Contrast = """
        () => {
          const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const parse = color => { pen.clearRect(0, 0, 1, 1); pen.fillStyle = color; pen.fillRect(0, 0, 1, 1); return [...pen.getImageData(0, 0, 1, 1).data]; };
          const light = rgb => {
            const [r, g, b] = rgb.map(part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const wrong = new Set();
          for (const each of document.body.querySelectorAll('*')) {
            if (![...each.childNodes].some(child => child.nodeType === 3 && child.data.trim())) continue;
            const style = getComputedStyle(each);
            if (style.visibility === 'hidden' || !each.getClientRects().length || each.closest('.unseen, [data-state=""]') || +style.opacity < 1) continue;
            let behind = each;
            while (behind && parse(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
            const ink = light(parse(style.color)), ground = light(behind ? parse(getComputedStyle(behind).backgroundColor) : [255, 255, 255]);
            const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
            if (ratio < 4.5) wrong.add(`${ratio.toFixed(2)}:1 for ${each.localName}.${each.className} "${each.textContent.slice(0, 30)}"`);
          }
          return [...wrong];
        }
        """;

    /// <summary>What can be reached by keyboard, in the order of the document.</summary>
    public const string Reachable = """
        () => [...document.querySelectorAll('a[href],button:enabled,input:enabled,select:enabled,textarea:enabled,[tabindex="0"]')]
          .filter(each => each.tabIndex >= 0 && each.getClientRects().length)
          .map(each => { each.dataset.reach ??= String(Math.random()); return each.dataset.reach; })
        """;

    /// <summary>Which of them has the focus, and whether one can see that.</summary>
    public const string Focused = """
        () => {
          const style = getComputedStyle(document.activeElement);
          return [document.activeElement.dataset.reach ?? '', style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 ? 'seen' : 'not seen'];
        }
        """;
}
