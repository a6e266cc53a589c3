from pathlib import Path
from playwright.sync_api import expect, sync_playwright
from tests.page.test_main_job import CHROMIUM, QUIET, demo, phone, writes
def test_pics(demo):
    P=Path('/tmp/danger6/pics')
    with sync_playwright() as pw:
        b=pw.chromium.launch(executable_path=CHROMIUM,args=QUIET)
        page=b.new_page(viewport={"width":390,"height":844},locale="id-ID",timezone_id="Asia/Makassar")
        page.set_default_timeout(90000)
        page.goto(demo,timeout=150000,wait_until="domcontentloaded")
        siti=phone(page,5001)
        siti.get_by_role("button",name="Pindai QR desa").click()
        page.get_by_role("button",name="Desa Mandurian").last.click()
        expect(siti.locator(".bubble").first).to_be_visible()
        def shot(n): page.wait_for_timeout(900); page.screenshot(path=P/f'{n}.png')
        writes(siti,"/cektawaran"); page.wait_for_timeout(1500)
        import re
        for i in range(18):
            print(i,siti.locator('.bubble').last.inner_text()[:400].replace('\n',' / '))
            btns=siti.locator('.bubble').last.locator('xpath=..').get_by_role('button')
            t=siti.locator('.bubble').last.inner_text()
            if 'Pertanyaan' not in t and 'dari' not in t: break
            writes(siti,'1' if i==0 else '2' if i not in (1,) else '2'); page.wait_for_timeout(900)
        shot('cek')
        fold=siti.locator("blockquote.expandable:not(.short)")
        if fold.count(): fold.last.click(); shot('cek-open')
        writes(siti,"/menu"); page.wait_for_timeout(600)
        writes(siti,"adik saya di kamboja disekap, minta tebusan 40 juta"); page.wait_for_timeout(1500); shot('relative')
        writes(siti,"saya harus bayar atau tidak?"); page.wait_for_timeout(900); shot('relative2')
        # the officer
        try:
            page.set_viewport_size({"width":1600,"height":844}); page.wait_for_timeout(800)
            budi=page.locator('.phone').nth(1)
            page.screenshot(path=P/'wide.png')
            for i in range(page.locator('.phone').count()):
                ph=page.locator('.phone').nth(i); print(i,ph.get_attribute('data-person'))
                ph.screenshot(path=P/f'phone{i}.png')
        except Exception as e: print(e)
        b.close()
