using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Panel.Web.Components;

/// <summary>
/// The only script inside the page itself, so that no lost request can remove it. A browser aborts its requests when the computer's network
/// changes (Chromium: ERR_NETWORK_CHANGED); this script reloads a page that lost a script or a style sheet that way.
/// </summary>
public static class BootScript
{
    private const string Text = """
        (() => {
          'use strict';
          const key = 'panel-boot';
          const wait = time => new Promise(done => setTimeout(done, time));
          let leaving = false, started = false;
          // Reloads the page once the panel answers. It waits longer after each attempt, and stops after a few.
          async function again(most = Infinity) {
            const attempt = Number(sessionStorage.getItem(key) ?? 0);
            if (leaving || attempt >= most) return;
            leaving = true;
            sessionStorage.setItem(key, attempt + 1);
            do await wait(Math.min(500 * 2 ** attempt, 10000));
            while (!await fetch(location.href, { method: 'HEAD', redirect: 'manual', cache: 'no-store' }).catch(() => null));
            // A page without a circuit, such as the sign-in page, works without scripts, and somebody may be typing into it.
            if (document.querySelector('.boot-note')) location.reload();
          }
          addEventListener('error', ({ target }) => {
            if (!started && target instanceof HTMLScriptElement) again();
            if (!(target instanceof HTMLLinkElement)) return;
            // A page is usable without a style sheet, so a missing one does not block it.
            if (!started) again(3);
            else if ((target.panelTries = (target.panelTries ?? 0) + 1) <= 5) setTimeout(() => { target.href = target.href; }, 1000);
          }, true);
          window.panelBoot = {
            again,
            done() {
              started = true;
              // Not at once: the count of attempts must survive until the reload.
              setTimeout(() => sessionStorage.removeItem(key), 30000);
            },
          };
        })();
        """;

    // Browsers hash the text with line feeds.
    private static readonly string Script = Text.ReplaceLineEndings("\n");

    /// <summary>The script element.</summary>
    public static MarkupString Element { get; } = new($"<script>{Script}</script>");

    /// <summary>The script's name in a content security policy: <c>'sha256-…'</c>.</summary>
    public static string Source { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";
}
